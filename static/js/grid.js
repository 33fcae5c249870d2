// The table of a whole scorecard: moving between cells by keys, taking a cell back, and pasting a block of cells.
// Saving is the business of core/autosave.js; a pasted block is looked at in a dialog before anything changes.

const grid = document.querySelector("[data-grid]");
const dialog = document.getElementById("paste-dialog");
let before = "";

function cells(kind) {
  return [...grid.querySelectorAll(`[data-cell="${kind}"]:not(:disabled)`)];
}

// The cell in the same column, so many lines further.
function below(cell, step) {
  const column = cells(cell.dataset.cell);
  return column[column.indexOf(cell) + step];
}

function beside(cell, step) {
  const line = [...cell.closest("[data-grid-line]").querySelectorAll("[data-cell]:not(:disabled)")];
  return line[line.indexOf(cell) + step];
}

function go(event, cell) {
  if (cell) {
    event.preventDefault();
    cell.focus();
    cell.select?.();
    cell.closest("[data-grid-line]").scrollIntoView({ block: "nearest" });
  }
}

// In a text the arrows first move the caret; at its edge they leave the cell.
function isAtEdge(cell, key) {
  if (cell.matches("select")) {
    return true;
  }
  const { value, selectionStart, selectionEnd } = cell;
  const isWhole = selectionStart === 0 && selectionEnd === value.length;
  const ahead = {
    ArrowUp: value.slice(0, selectionStart).includes("\n"),
    ArrowDown: value.slice(selectionEnd).includes("\n"),
  };
  if (key in ahead) {
    return isWhole || !ahead[key];
  }
  return isWhole || (key === "ArrowLeft" ? selectionEnd === 0 : selectionStart === value.length);
}

function takeBack(event, cell) {
  if (cell.value !== before) {
    event.preventDefault();
    cell.value = before;
    cell.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function newLine(event, cell) {
  event.preventDefault();
  cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

function enter(event, cell) {
  if (cell.matches("textarea") && event.altKey) {
    newLine(event, cell);
  } else if (!event.altKey) {
    event.preventDefault(); // a form would be sent
    go(event, below(cell, event.shiftKey ? -1 : 1));
  }
}

grid?.addEventListener("keydown", (event) => {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.ctrlKey || event.metaKey || event.isComposing) {
    return;
  }
  if (event.key === "Enter") {
    enter(event, cell);
  } else if (event.key === "Escape") {
    takeBack(event, cell);
  } else if (event.key.startsWith("Arrow") && !event.altKey && !event.shiftKey && isAtEdge(cell, event.key)) {
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (cell.matches("select")) {
      event.preventDefault(); // else the arrow changes the answer
    }
    go(event, down ? below(cell, down) : beside(cell, aside));
  }
});

grid?.addEventListener("focusin", (event) => {
  const cell = event.target.closest("[data-cell]");
  if (cell) {
    before = cell.value;
  }
});

// One cell's text goes into the cell; more cells go to the preview.
function isBlock(cell, clipboard) {
  const text = clipboard.getData("text/plain").replace(/\r?\n$/, "");
  const isTable = /<table[\s>]/i.test(clipboard.getData("text/html"));
  return text.includes("\t") || (text.includes("\n") && (isTable || !cell.matches("textarea")));
}

grid?.addEventListener("paste", (event) => {
  const cell = event.target.closest("[data-cell]");
  if (!cell || !dialog || !isBlock(cell, event.clipboardData)) {
    return;
  }
  event.preventDefault();
  const form = document.getElementById("paste-form");
  form.elements.text.value = event.clipboardData.getData("text/plain");
  form.elements.start.value = cell.closest("[data-grid-line]").dataset.gridLine;
  form.elements.column.value = cell.dataset.cell;
  dialog.showModal();
  form.requestSubmit();
});

// A page taken out of the browser's memory shows answers of long ago.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});
