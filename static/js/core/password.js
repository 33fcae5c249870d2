// "Show" beside a password field: long passwords are easier to type when they can be read.

export function startPasswords() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-password-toggle]");
    if (!button) {
      return;
    }
    const input = document.getElementById(button.getAttribute("aria-controls"));
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    button.firstChild.textContent = isShown ? button.dataset.textHide : button.dataset.textShow;
  });
}
