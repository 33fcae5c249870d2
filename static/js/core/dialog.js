// Opens <dialog id="x"> from any [data-dialog-open="x"]; closes it from [data-dialog-close] and by a click on the backdrop.
// Without scripts the opener's own link or submit does the work on a page of its own.

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialogOpen);
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const dialog = event.target.closest("dialog");
    if (dialog && (event.target === dialog || event.target.closest("[data-dialog-close]"))) {
      dialog.close();
    }
  });
}
