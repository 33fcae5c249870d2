// The server's clock goes on, and deadlines count down by it ({% clock %}, {% countdown %}): a device's own clock may be wrong.
const TICK_MS = 5_000;
const MINUTE_MS = 60_000;

function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function left(element, now) {
  const minutes = Math.floor((Date.parse(element.dataset.countdown) - now) / MINUTE_MS);
  if (minutes < 0) {
    return element.dataset.textOver;
  }
  return element.dataset.textLeft.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", minutes % 60);
}

function wordsOf(clock, moment) {
  const language = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
  const zone = { timeZone: clock.dataset.timeZone };
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long", ...zone }).format(moment);
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short", hourCycle: "h23", ...zone }).format(moment);
  return `${day}, ${time}`;
}

export function startCountdowns() {
  const clock = document.querySelector("[data-server-clock]");
  if (!clock) {
    return;
  }
  const began = performance.now();
  const serverBegan = Date.parse(clock.dateTime);
  const tick = () => {
    const now = serverBegan + performance.now() - began;
    write(clock, wordsOf(clock, new Date(now)));
    for (const element of document.querySelectorAll("[data-countdown]")) {
      write(element, left(element, now));
    }
  };
  tick();
  setInterval(tick, TICK_MS);
}
