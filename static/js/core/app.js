// The one module of every page. Each part finds its own elements by data- attributes and copes with none being there.
import { startUploads } from "../upload.js";
import { startAutosave } from "./autosave.js";
import { startCountdowns } from "./countdown.js";
import { startDialogs } from "./dialog.js";
import { startMenus } from "./menu.js";
import { startPasswords } from "./password.js";
import { startSearch } from "./search.js";
import { startSession } from "./session.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toast.js";
import { startWaiting } from "./waiting.js";

startTheme();
startMenus();
startDialogs();
startToasts();
startPasswords();
startSearch();
startWaiting();
startCountdowns();
startUploads();
startAutosave(); // before startSession: its forms answer an ended session themselves
startSession();

// A form that came back with errors: bring its list of errors into view and read it out.
document.querySelector("[data-error-summary]")?.focus();
