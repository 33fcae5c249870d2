// One request for a file, with a bar: for forms without an address that takes pieces.
// XMLHttpRequest, because fetch() does not tell how much has been sent.
import { isSignIn } from "../core/session.js";
import { explanation } from "./words.js";

// Resolves with the answered markup; rejects with {text, canRetry}. `told` is called with (sent, total).
export function post(form, file, { told, starts }) {
  const body = new FormData(form);
  const { name } = form.querySelector("input[type=file]");
  body.delete(name);
  body.append(name, file);
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    starts(() => request.abort());
    request.upload.addEventListener("progress", (event) => told(event.loaded, event.total));
    request.addEventListener("load", () => {
      if (isSignIn({ redirected: request.responseURL !== new URL(form.action).href, url: request.responseURL })) {
        reject({ text: form.dataset.textSignedOut, canRetry: true });
      } else if (request.status >= 200 && request.status < 300) {
        resolve(request.responseText);
      } else {
        reject({
          text: explanation(request.responseText, form.dataset.textNetwork),
          canRetry: request.status >= 500,
        });
      }
    });
    request.addEventListener("error", () => reject({ text: form.dataset.textNetwork, canRetry: true }));
    request.addEventListener("abort", () => reject(null));
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(body);
  });
}
