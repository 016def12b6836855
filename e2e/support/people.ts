// The demo hospital's people whom journeys sign in as; the README lists the same.
export const PASSWORD = "kyndig-demo-2026";

export const people = {
  owner: "eier@demo.kyndig.example",
  manager: "leder@demo.kyndig.example",
  employee: "sykepleier@demo.kyndig.example",
} as const;

export type Who = keyof typeof people;
