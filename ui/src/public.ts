// Behaviour of public pages: small, nothing is needed.
import { startButtons } from "./buttons";
import { startForms } from "./forms";
import { startPasskeys } from "./passkey";

startForms();
startButtons();
startPasskeys();
