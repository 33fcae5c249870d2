// Sizes, times and rates in words.

const RATE_WINDOW_MS = 4000;

export function fillWords(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function language() {
  return document.documentElement.lang || "id";
}

export function bytes(count) {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, count > 0 ? Math.floor(Math.log(count) / Math.log(1000)) : 0);
  const digits = power > 1 ? 1 : 0;
  const value = new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(count / 1000 ** power);
  return `${value} ${units[power]}`;
}

export function share(part) {
  return new Intl.NumberFormat(language(), { style: "percent" }).format(part);
}

export function duration(seconds, texts) {
  return seconds < 90
    ? fillWords(texts.textSeconds, { n: Math.max(1, Math.round(seconds)) })
    : fillWords(texts.textMinutes, { n: Math.round(seconds / 60) });
}

// Bytes a second over the last few seconds; `begun` is what had arrived before.
export function rateMeter(begun = 0) {
  const samples = [{ at: performance.now(), loaded: begun }];
  return (loaded) => {
    const now = performance.now();
    samples.push({ at: now, loaded });
    while (samples.length > 2 && now - samples[0].at > RATE_WINDOW_MS) {
      samples.shift();
    }
    return ((loaded - samples[0].loaded) / Math.max(1, now - samples[0].at)) * 1000;
  };
}

export function explanation(markup, fallback) {
  const page = new DOMParser().parseFromString(markup, "text/html");
  const told = page.querySelector("[data-error-fragment], [role=alert], .field__error") ?? page.querySelector("main");
  return told?.textContent.trim().replace(/\s+/g, " ") || page.body.textContent.trim().slice(0, 300) || fallback;
}
