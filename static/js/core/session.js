// When the session has ended, a background request is led to the sign-in page, and htmx would put that whole page into a
// corner of this one. Instead a dialog with the sign-in form opens over the page; what waited goes on afterwards.
import { account } from "./drafts.js";

let waiting = null;

export function isSignIn(response) {
  const signIn = document.documentElement.dataset.signIn;
  return Boolean(signIn && response?.redirected && new URL(response.url).pathname === signIn);
}

export function formToken() {
  const carrier = document.body.getAttribute("hx-headers:inherited");
  return carrier ? JSON.parse(carrier)["X-CSRFToken"] : "";
}

// Signing in changes the form token; every form of the page gets the new one.
function renewToken(token) {
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
    input.value = token;
  }
}

async function ask(place, body) {
  const options = body ? { method: "POST", body } : {};
  const response = await fetch(place.dataset.url, { ...options, headers: { "HX-Request": "true" } });
  return new DOMParser().parseFromString(await response.text(), "text/html").body;
}

function accept(told) {
  if (told.dataset.account !== account) {
    location.reload();
    return false;
  }
  renewToken(told.dataset.token);
  return true;
}

function showForm(place, answer) {
  place.replaceChildren(...answer.childNodes);
  const form = place.querySelector("[data-sign-in-form]");
  if (form) {
    form.elements.login.value ||= place.dataset.login;
    form.elements.password.focus();
  }
}

// Resolves when the same account is signed in (again, or in another tab by now); rejects when the dialog was closed.
async function open(place) {
  const answer = await ask(place);
  const told = answer.querySelector("[data-signed-in]");
  if (told) {
    return accept(told) || new Promise(() => {});
  }
  const dialog = place.closest("dialog");
  if (!dialog.open) {
    dialog.showModal();
  }
  showForm(place, answer);
  return new Promise((resolve, reject) => {
    const send = async (event) => {
      event.preventDefault();
      const reply = await ask(place, new FormData(event.target)).catch(() => null);
      const news = reply?.querySelector("[data-signed-in]");
      if (!reply) {
        place.append(place.dataset.textFailed);
      } else if (!news) {
        showForm(place, reply);
      } else if (accept(news)) {
        resolve();
        dialog.close();
      }
    };
    place.addEventListener("submit", send);
    dialog.addEventListener(
      "close",
      () => {
        place.removeEventListener("submit", send);
        place.replaceChildren();
        reject(new Error("closed"));
      },
      { once: true },
    );
  });
}

export function signInAgain() {
  const place = document.querySelector("[data-sign-in-place]");
  if (!place) {
    location.reload();
    return new Promise(() => {});
  }
  waiting ??= open(place).finally(() => {
    waiting = null;
  });
  return waiting;
}

export function startSession() {
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.defaultPrevented || !isSignIn(event.detail.ctx?.response?.raw)) {
      return;
    }
    event.preventDefault();
    const { sourceElement } = event.detail.ctx;
    signInAgain().then(
      () => sourceElement instanceof HTMLFormElement && sourceElement.requestSubmit(),
      () => {},
    );
  });
}
