// Behaviour of public pages: small, nothing is needed.
import { startButtons } from "./buttons";
import { startForms } from "./forms";

startForms();
startButtons();
