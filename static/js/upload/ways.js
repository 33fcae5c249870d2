// The ways in which files come to a control: chosen, taken with the camera, dropped on it, pasted into the page.

// A name for what has none: cameras and clipboards call everything "image".
function named(file, word) {
  const now = new Date();
  const local = new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace(/[:T]/g, "-");
  const ending = file.name.split(".").pop();
  return new File([file], `${word}-${local}.${ending}`, { type: file.type, lastModified: file.lastModified });
}

function chosen(take) {
  document.addEventListener("change", (event) => {
    const form = event.target.matches("input[type=file]") ? event.target.closest("form[data-upload]") : null;
    if (!form) {
      return;
    }
    const files = [...event.target.files];
    const isPhoto = event.target.hasAttribute("capture");
    event.target.value = "";
    take(form, isPhoto ? files.map((file) => named(file, "foto")) : files);
  });
}

// A picture in the clipboard (a screenshot) goes to the page's control, wherever the cursor is; pasted text stays text.
function pasted(take) {
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const form = document.querySelector("form[data-upload][data-announce]");
    if (!form || files.length === 0 || event.clipboardData.getData("text/plain")) {
      return;
    }
    event.preventDefault();
    take(
      form,
      files.map((file) => (file.name === "image.png" ? named(file, "tangkapan-layar") : file)),
    );
  });
}

// Beside a control a dropped file does nothing: the browser would leave the page for it.
function dropped(take) {
  const over = (event) => event.target.closest?.("form[data-upload]");
  const mark = (target) => {
    for (const form of document.querySelectorAll("form[data-upload]")) {
      form.querySelector("[data-drop-zone]").classList.toggle("is-over", form === target);
    }
  };
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      const form = over(event);
      event.preventDefault();
      event.dataTransfer.dropEffect = form ? "copy" : "none";
      mark(form);
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) {
      mark(null);
    }
  });
  document.addEventListener("drop", (event) => {
    const form = over(event);
    const files = [...(event.dataTransfer?.files ?? [])];
    mark(null);
    if (files.length > 0) {
      event.preventDefault();
    }
    if (form) {
      take(form, form.querySelector("input[type=file]").multiple ? files : files.slice(0, 1));
    }
  });
}

export function listenForFiles(take) {
  chosen(take);
  pasted(take);
  dropped(take);
}
