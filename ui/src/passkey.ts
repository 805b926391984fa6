// Buttons that use or make a passkey. The page carries what to ask the browser for (data-options); the answer goes into
// a hidden field of the same form, which is then sent like any other. Without script, or where the browser knows no
// passkeys, the button stays hidden and the rest of the form works alone.

interface Descriptor { type: "public-key"; id: string }
interface Options {
  challenge: string;
  rpId?: string;
  rp?: { id: string; name: string };
  user?: { id: string; name: string; displayName: string };
  excludeCredentials?: Descriptor[];
  [other: string]: unknown;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer: ArrayBuffer): string => {
  let binary = "";
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

/** The answer as the server reads it. */
function written(credential: PublicKeyCredential): string {
  const { response } = credential;
  const parts: Record<string, string> = { clientDataJSON: text(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse) parts["attestationObject"] = text(response.attestationObject);
  if (response instanceof AuthenticatorAssertionResponse) {
    parts["authenticatorData"] = text(response.authenticatorData);
    parts["signature"] = text(response.signature);
  }
  return JSON.stringify({ id: credential.id, type: credential.type, response: parts });
}

async function ask(button: HTMLButtonElement, options: Options): Promise<void> {
  const challenge = bytes(options.challenge);
  const make = button.dataset["passkey"] === "make" && options.user;
  const publicKey = make
    ? { ...options, challenge, user: { ...options.user, id: bytes(options.user!.id) }, excludeCredentials: (options.excludeCredentials ?? []).map((c) => ({ ...c, id: bytes(c.id) })) }
    : { ...options, challenge };
  const credential = make
    ? await navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions })
    : await navigator.credentials.get({ publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions });
  if (!(credential instanceof PublicKeyCredential) || !button.form) throw new Error("no passkey");
  const field = button.form.elements.namedItem(button.dataset["into"] ?? "passkey");
  if (field instanceof HTMLInputElement) field.value = written(credential);
  button.form.submit();
}

/** Shows and wires the buttons where passkeys can work: a browser that knows them, at the address they belong to. */
export function startPasskeys(): void {
  const here = "PublicKeyCredential" in window && window.isSecureContext && wire();
  for (const words of document.querySelectorAll<HTMLElement>("[data-passkey-without]")) words.hidden = here;
}

/** Wires the buttons that can work at this address; tells whether there is one. */
function wire(): boolean {
  let any = false;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-passkey]")) {
    const options = JSON.parse(button.dataset["options"] ?? "{}") as Options;
    const domain = options.rpId ?? options.rp?.id ?? "";
    if (location.hostname !== domain && !location.hostname.endsWith(`.${domain}`)) continue;
    const part = button.closest<HTMLElement>("[data-passkey-part]");
    const said = part?.querySelector<HTMLElement>("[data-said]");
    if (part) part.hidden = false;
    any = true;
    button.addEventListener("click", () => {
      button.disabled = true;
      if (said) said.textContent = "";
      ask(button, options).catch(() => {
        button.disabled = false;
        if (said) said.textContent = said.dataset["said"] ?? "";
      });
    });
  }
  return any;
}
