// Shows a PDF page by page on a canvas (components/pdf_viewer.html), with the vendored pdf.js, which is fetched only
// when a document is opened. The words of the page stand beside the canvas for screen readers. A picture of the
// register (its address ends in /gambar/) is shown as a document of one page.
//   viewer.dispatchEvent(new CustomEvent("viewer:open", { detail: { url, page, title } })) opens a document;
//   the viewer fires "viewer:page" with { page, pages } whenever it shows a page.

const ZOOM_STEP = 1.25;
const ZOOM_LIMITS = [0.5, 4];
let library = null;

function load({ library: address, worker }) {
  library ??= import(new URL(address, document.baseURI).href).then((pdfjs) => {
    pdfjs.GlobalWorkerOptions.workerSrc = worker;
    return pdfjs;
  });
  return library;
}

// A picture in the shape of a pdf.js document, as far as the viewer uses one.
async function openPicture(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const page = {
    pageNumber: 1,
    getViewport: ({ scale }) => ({ width: image.naturalWidth * scale, height: image.naturalHeight * scale }),
    getTextContent: async () => ({ items: [] }),
    render: ({ canvas }) => {
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      return { promise: Promise.resolve(), cancel() {} };
    },
  };
  return { numPages: 1, getPage: async () => page, loadingTask: { destroy: async () => undefined } };
}

class Viewer {
  constructor(element) {
    this.element = element;
    this.stage = element.querySelector("[data-pdf-stage]");
    this.canvas = element.querySelector("[data-pdf-canvas]");
    this.state = element.querySelector("[data-pdf-state]");
    this.input = element.querySelector("[data-pdf-page]");
    this.document = null;
    this.page = 1;
    this.zoom = 1;
    this.turn = 0;
    this.listen();
  }

  listen() {
    const on = (name, act) => this.element.querySelector(`[data-pdf-${name}]`).addEventListener("click", act);
    on("previous", () => this.show(this.page - 1));
    on("next", () => this.show(this.page + 1));
    on("in", () => this.scale(ZOOM_STEP));
    on("out", () => this.scale(1 / ZOOM_STEP));
    this.input.addEventListener("change", () => this.show(Number(this.input.value)));
    this.stage.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("viewer:open", (event) => this.open(event.detail));
    let width = this.stage.clientWidth;
    new ResizeObserver(() => {
      if (this.document && Math.abs(this.stage.clientWidth - width) > 8) {
        width = this.stage.clientWidth;
        this.show(this.page);
      }
    }).observe(this.stage);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const acts = {
      ArrowLeft: () => this.show(this.page - 1),
      ArrowRight: () => this.show(this.page + 1),
      PageUp: () => this.show(this.page - 1),
      PageDown: () => this.show(this.page + 1),
      Home: () => this.show(1),
      End: () => this.show(this.document?.numPages ?? 1),
      "+": () => this.scale(ZOOM_STEP),
      "-": () => this.scale(1 / ZOOM_STEP),
    };
    if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    }
  }

  async open({ url, page = 1, title = "" }) {
    const { dataset } = this.element;
    this.element.hidden = false;
    if (title) {
      this.element.setAttribute("aria-label", title);
    }
    if (this.document && this.url === url) {
      await this.show(page);
      return;
    }
    this.say(dataset.textLoading);
    this.canvas.hidden = true;
    this.turn += 1;
    const turn = this.turn;
    try {
      await this.document?.loadingTask.destroy();
      this.document = null;
      const address = new URL(url, document.baseURI);
      const opened = address.pathname.endsWith("/gambar/")
        ? await openPicture(address.href)
        : await this.openPdf(address.href);
      if (turn !== this.turn) {
        await opened.loadingTask.destroy();
        return;
      }
      this.document = opened;
      this.url = url;
      this.input.max = opened.numPages;
      this.element.querySelector("[data-pdf-count]").textContent = opened.numPages;
      await this.show(page);
    } catch {
      if (turn === this.turn) {
        this.say(dataset.textFailed);
      }
    }
  }

  async openPdf(url) {
    const pdfjs = await load(this.element.dataset);
    return pdfjs.getDocument({
      url,
      isEvalSupported: false,
      useWasm: false,
      wasmUrl: this.element.dataset.decoders,
      disableRange: true,
      disableStream: true,
    }).promise;
  }

  scale(factor) {
    this.zoom = Math.min(ZOOM_LIMITS[1], Math.max(ZOOM_LIMITS[0], this.zoom * factor));
    this.show(this.page);
  }

  async show(wanted) {
    if (!this.document || !Number.isFinite(wanted)) {
      return;
    }
    const pages = this.document.numPages;
    this.page = Math.min(pages, Math.max(1, Math.trunc(wanted)));
    this.input.value = this.page;
    this.element.querySelector("[data-pdf-previous]").disabled = this.page === 1;
    this.element.querySelector("[data-pdf-next]").disabled = this.page === pages;
    this.turn += 1;
    const turn = this.turn;
    const page = await this.document.getPage(this.page);
    if (turn !== this.turn) {
      return;
    }
    await this.draw(page, turn);
    if (turn === this.turn) {
      this.canvas.hidden = false;
      this.say("");
      this.stage.scrollTop = 0;
      this.tell(page, pages);
    }
  }

  async draw(page, turn) {
    const padding = Number.parseFloat(getComputedStyle(this.stage).paddingLeft) * 2;
    const room = Math.max(200, this.stage.clientWidth - padding);
    const natural = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: (room / natural.width) * this.zoom });
    const density = Math.min(window.devicePixelRatio || 1, 2);
    this.task?.cancel();
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width * density);
    canvas.height = Math.floor(viewport.height * density);
    this.task = page.render({
      canvas,
      viewport,
      transform: density === 1 ? null : [density, 0, 0, density, 0, 0],
    });
    try {
      await this.task.promise;
    } catch (error) {
      if (error?.name !== "RenderingCancelledException") {
        throw error;
      }
      return;
    }
    if (turn === this.turn) {
      canvas.className = this.canvas.className;
      canvas.style.width = `${Math.floor(viewport.width)}px`;
      canvas.style.height = `${Math.floor(viewport.height)}px`;
      canvas.setAttribute("aria-hidden", "true");
      canvas.dataset.pdfCanvas = "";
      this.canvas.replaceWith(canvas);
      this.canvas = canvas;
    }
  }

  async tell(page, pages) {
    const words = this.element.dataset.textPage.replace("{page}", this.page).replace("{pages}", pages);
    this.element.querySelector("[data-pdf-status]").textContent = words;
    this.element.dispatchEvent(new CustomEvent("viewer:page", { bubbles: true, detail: { page: this.page, pages } }));
    const content = await page.getTextContent();
    if (page.pageNumber === this.page) {
      this.element.querySelector("[data-pdf-text]").textContent = content.items
        .map((item) => item.str + (item.hasEOL ? "\n" : ""))
        .join("");
    }
  }

  say(text) {
    this.state.textContent = text;
  }
}

for (const element of document.querySelectorAll("[data-pdf-viewer]")) {
  const viewer = new Viewer(element);
  if (element.dataset.url) {
    viewer.open({ url: element.dataset.url, page: Number(element.dataset.page) });
  }
}

// Links that open a document in a viewer of the page rather than on a page of its own.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-pdf-open]");
  const target = link && document.getElementById(link.dataset.viewer);
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
    return;
  }
  event.preventDefault();
  const { url, page, title } = link.dataset;
  target.dispatchEvent(new CustomEvent("viewer:open", { detail: { url, page: Number(page), title } }));
  link.dispatchEvent(new CustomEvent("viewer:chosen", { bubbles: true }));
  target.scrollIntoView({ block: "nearest" });
});
