// The three languages' texts as the SPA is built of them, and the search for what a page says in the wrong one.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Page, expect } from "@playwright/test";

export const LANGUAGES = ["nb", "nn", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const locales = path.join(path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))), "web", "locales");

function read(language: Language): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(path.join(locales, language))) {
    const texts = JSON.parse(readFileSync(path.join(locales, language, file), "utf8")) as Record<string, string | Record<string, string>>;
    for (const [key, value] of Object.entries(texts)) {
      const forms = typeof value === "string" ? { "": value } : value;
      for (const [form, text] of Object.entries(forms)) found.set(`${path.basename(file, ".json")}.${key}${form && `.${form}`}`, text);
    }
  }
  return found;
}

const texts = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)])) as Record<Language, Map<string, string>>;

/** A text of the SPA by its key, `session.sign_in`, in a language. */
export function text(language: Language, key: string): string {
  const found = texts[language].get(key);
  if (found === undefined) throw new Error(`There is no text ${key}`);
  return found;
}

/** What the demo hospital's own data has in common with a text of the SPA. */
const DATA = new Set(["Leder", "HF-administrator", "Sykepleier"]);

/** Every text that stands on the page or is read aloud. */
async function said(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found = new Set<string>([document.title.replace(" · Kyndig", "")]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      // the languages' own names, and what is no page
      if (node.parentElement?.closest("[lang], script, style, noscript, [hidden]")) continue;
      found.add(node.textContent?.trim() ?? "");
    }
    for (const element of document.body.querySelectorAll("[aria-label], [placeholder], [title], [data-label]")) {
      for (const name of ["aria-label", "placeholder", "title", "data-label"]) found.add(element.getAttribute(name)?.trim() ?? "");
    }
    found.delete("");
    return [...found];
  });
}

/** Every text on the page that is another language's, is a key, or has a place that was not filled. */
export async function languageFaults(page: Page, language: Language): Promise<string[]> {
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  const own = new Set(texts[language].values());
  const foreign = new Map<string, string>();
  for (const other of LANGUAGES) {
    if (other === language) continue;
    for (const [key, text] of texts[other]) if (!DATA.has(text)) foreign.set(text, `${other} ${key}`);
  }
  return (await said(page)).flatMap((text) => {
    if (own.has(text)) return [];
    const other = foreign.get(text);
    if (other) return [`in ${language} says ${other}: ${text}`];
    return /^[a-z]+([_.][a-z]+)+$|\{[a-z_]+\}/.test(text) ? [`in ${language} has a key or an empty place: ${text}`] : [];
  });
}

/** Presses the switch, which works wherever it stands: what is open on top of the page closes with it. */
export async function change(page: Page, language: Language): Promise<void> {
  await page.locator(`#language-${language}`).dispatchEvent("click");
  await expect(page.locator("html")).toHaveAttribute("lang", language);
}

/** Makes it the language of every page of this browser from its next arrival on. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.context().addInitScript((language) => {
    // a page that never got an address of its own has no storage
    if (location.protocol !== "about:") localStorage.setItem("kyndig.language", language);
  }, language);
}
