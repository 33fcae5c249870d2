// Reading and filling the fields of a form by name, whatever they are: text, radio, checkbox, select.

export function valuesOf(form, without) {
  const values = {};
  for (const element of form.elements) {
    if (element.name && element.matches("input, select, textarea") && !without.includes(element.name)) {
      values[element.name] ??= "";
    }
  }
  for (const [name, value] of new FormData(form)) {
    if (name in values && typeof value === "string") {
      values[name] = values[name] ? `${values[name]}\n${value}` : value;
    }
  }
  return values;
}

function elementsOf(form, name) {
  return [...form.elements].filter((element) => element.name === name);
}

export function fill(form, name, value) {
  const chosen = value.split("\n");
  for (const element of elementsOf(form, name)) {
    if (element.matches("[type=radio], [type=checkbox]")) {
      element.checked = chosen.includes(element.value);
    } else {
      element.value = value;
    }
  }
}

export function labelOf(form, name) {
  const [element] = elementsOf(form, name);
  const named = element?.closest("fieldset")?.querySelector("legend") ?? element?.labels?.[0];
  return (named?.textContent ?? name).trim().replace(/\s+/g, " ").slice(0, 120);
}
