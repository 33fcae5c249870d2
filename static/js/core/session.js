// When the session has ended, a background request is led to the sign-in page and htmx would put that whole page
// into a corner of this one. Instead: tell forms that save themselves, and take everybody else to the sign-in page.

export function isSignIn(response) {
  const signIn = document.documentElement.dataset.signIn;
  return Boolean(signIn && response?.redirected && new URL(response.url).pathname === signIn);
}

export function startSession() {
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.defaultPrevented || !isSignIn(event.detail.ctx?.response?.raw)) {
      return;
    }
    event.preventDefault();
    location.reload();
  });
}
