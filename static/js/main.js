// Small helpers for every page; all pages work without them.
import "./theme.js";
import "./large_text.js";
import "./density.js";
import "./money_words.js";
import "./leaving.js";
import "./shortcuts.js";
import "./submit_once.js";
import "./error_focus.js";
import "./copying.js";
import "./menus.js";
import "./tabs.js";
import "./selection.js";
import "./hiding.js";
import "./confirming.js";
import "./session.js";
