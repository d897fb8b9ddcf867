// What every page gains from JavaScript. Nothing here is needed to use the site.
import { startCopyButtons } from "./copy.js";
import { startDialogs } from "./dialogs.js";
import { startFaults } from "./faults.js";
import { startMenus } from "./menus.js";
import { startSearchKey } from "./search_key.js";
import { startTabs } from "./tabs.js";
import { startThemeSwitch } from "./theme_switch.js";
import { startToasts } from "./toasts.js";

startThemeSwitch(document);
startMenus();
startDialogs();
startSearchKey();
startTabs();
startToasts();
startCopyButtons();
startFaults();
