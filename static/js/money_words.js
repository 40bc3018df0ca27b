// Shows the amount with separators and in Chinese capital words while it is typed.
const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const UNITS = [[10n ** 8n, "亿"], [10n ** 4n, "万"], [1000n, "仟"], [100n, "佰"], [10n, "拾"]];

function numberWords(number) {
  for (const [unit, name] of UNITS) {
    if (number >= unit) {
      const tail = number % unit;
      const gap = tail && tail < unit / 10n ? "零" : "";
      return numberWords(number / unit) + name + gap + numberWords(tail);
    }
  }
  return number ? DIGITS[Number(number)] : "";
}

function fenWords(yuan, fen) {
  if (!fen) return "整";
  const tenths = Math.floor(fen / 10);
  const gap = yuan && (!tenths || yuan % 10n === 0n) ? "零" : "";
  const jiao = tenths ? `${DIGITS[tenths]}角` : "";
  return gap + jiao + (fen % 10 ? `${DIGITS[fen % 10]}分` : "整");
}

export function read(text) {
  const plain = text.normalize("NFKC").replace(/[,，\s¥元]/g, "");
  const match = /^(\d{1,15})(?:\.(\d{0,2}))?(万)?$/.exec(plain);
  if (!match) return null;
  const fen = BigInt(match[1]) * 100n + BigInt((match[2] || "").padEnd(2, "0"));
  return match[3] ? fen * 10000n : fen;
}

export function words(fen) {
  const yuan = fen / 100n;
  const rest = Number(fen % 100n);
  const head = yuan ? `${numberWords(yuan)}元` : rest ? "" : "零元";
  return `人民币${head}${fenWords(yuan, rest)}`;
}

export function grouped(fen) {
  const yuan = String(fen / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${yuan}.${String(fen % 100n).padStart(2, "0")}`;
}

for (const input of document.querySelectorAll("input[data-money]")) {
  const line = document.createElement("p");
  line.className = "capital-words";
  line.lang = "zh-CN";
  line.setAttribute("aria-live", "polite");
  input.after(line);
  const show = () => {
    const fen = read(input.value);
    line.textContent = fen === null ? "" : `¥ ${grouped(fen)}　${words(fen)}`;
  };
  input.addEventListener("input", show);
  show();
}
