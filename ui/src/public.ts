// Behaviour of public pages: small, nothing is needed.
import { startButtons } from "./buttons";
import { startForms } from "./forms";
import { startLeave } from "./leave";
import { startPasskeys } from "./passkey";

startForms();
startButtons();
startLeave();
startPasskeys();
