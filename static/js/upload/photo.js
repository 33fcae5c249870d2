// Photos of a phone are drawn anew, at most 1600 pixels wide or high, as JPEG: on a slow line this is the largest gain.
// Whatever the browser cannot draw, and what would not get smaller, is sent as it is.

const LONGEST_SIDE = 1600;
const QUALITY = 0.85;
const SMALL_ENOUGH = 400 * 1024;
const KINDS = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"];

export async function shrink(file) {
  if (!KINDS.includes(file.type) || file.size <= SMALL_ENOUGH || !globalThis.createImageBitmap) {
    return file;
  }
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!drawn || drawn.size >= file.size) {
      return file;
    }
    const name = file.name.replace(/\.[^.]*$/, "") || "foto";
    return new File([drawn], `${name}.jpg`, { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}
