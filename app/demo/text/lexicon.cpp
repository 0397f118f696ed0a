// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/text/lexicon.h"

#include "app/demo/text/terms.h"
#include "app/demo/text/utf8.h"

#include <algorithm>
#include <array>

namespace spanwise::demo {
namespace {

struct Entry
{
    std::string_view said;  ///< lower case; the beginning of a word, or a part of a CJK run
    std::string_view meant; ///< words of the manual
};

constexpr auto entries = std::to_array<Entry>({
    // English, said otherwise
    {"retain", "retention kept"},
    {"keep", "retention kept"},
    {"delete", "remove retention"},
    {"erase", "delete remove"},
    {"expire", "retention kept"},
    {"slow", "latency duration"},
    {"fast", "latency duration"},
    {"speed", "latency duration"},
    {"long take", "duration"},
    {"largest", "limit"},
    {"mute", "notification switched off"},
    {"silence", "notification switched off"},
    {"shortcut", "keys"},
    {"hotkey", "keys"},
    {"keyboard", "keys"},
    {"cost", "tokens"},
    {"price", "cost tokens"},
    {"crash", "killed acknowledged"},
    {"fail", "failed error"},
    {"dark", "theme"},
    {"light mode", "theme"},
    {"colour", "theme"},
    {"color", "theme colour"},
    {"cloud", "machine leaves privacy"},
    {"upload", "leaves machine"},
    {"telemetry home", "leaves machine"},
    {"notif", "notification"},
    {"notify", "notification alert"},
    {"warn", "alert"},
    {"rerun", "replay"},
    {"re run", "replay"},
    {"again", "replay"},
    {"diff", "compare"},
    {"made up", "hallucination"},
    {"unsupported", "hallucination"},
    {"grounded", "groundedness hallucination"},
    {"headless", "serve display"},
    {"server mode", "serve"},
    {"cli", "command line"},
    {"terminal", "command line"},
    {"nodejs", "javascript node"},
    {"node", "javascript"},
    {"typescript", "javascript"},
    {"golang", "go"},
    {"upgrade", "newer version"},
    {"downgrade", "newer version refused"},
    {"corrupt", "corrupt damaged moved aside"},
    {"broken", "corrupt damaged"},
    {"chunk", "document"},
    {"percentile", "p95 quantile"},
    {"median", "p50"},
    {"promql", "expression language"},
    {"jump", "ctrl k"},
    {"import", "open file"},
    {"see nothing", "no data arrives"},
    {"nothing", "no data"},
    {"empty", "no data arrives"},
    // German
    {"fehlerrate", "error rate"},
    {"fehler", "error failed"},
    {"wiedergabe", "replay"},
    {"wiederhol", "replay again"},
    {"aufbewahr", "retention kept days"},
    {"gespeichert", "stored kept history"},
    {"speicher", "stored disk"},
    {"lösch", "delete remove"},
    {"einstellung", "settings"},
    {"dokument", "document"},
    {"warnung", "alert"},
    {"alarm", "alert"},
    {"regel", "rule"},
    {"benachrichtigung", "notification"},
    {"langsam", "slow latency duration"},
    {"dauer", "duration"},
    {"anfrage", "query"},
    {"abfrage", "query"},
    {"frage", "question"},
    {"antwort", "answer"},
    {"schritt", "step"},
    {"anschließ", "connect pipeline"},
    {"verbind", "connect pipeline"},
    {"tastenkürzel", "keys"},
    {"tasten", "keys"},
    {"dunkel", "dark theme"},
    {"dunkl", "dark theme"},
    {"vergleich", "compare"},
    {"belegt", "in use busy"},
    {"befehlszeile", "command line"},
    {"datenschutz", "privacy leaves machine"},
    {"daten", "data"},
    {"verlassen", "leaves machine"},
    {"rechner", "machine"},
    {"spur", "trace"},
    {"kommen", "arrives"},
    {"keine", "no"},
    {"zustände", "states"},
    {"zustand", "state"},
    // French
    {"taux", "rate"},
    {"erreur", "error failed"},
    {"rejou", "replay"},
    {"rejeu", "replay"},
    {"conserv", "retention kept days"},
    {"alerte", "alert"},
    {"règle", "rule"},
    {"étape", "step"},
    {"lent", "slow latency duration"},
    {"requête", "query"},
    {"connect", "connect pipeline"},
    {"raccourci", "keys"},
    {"réponse", "answer"},
    {"données", "data"},
    {"paramètre", "settings"},
    {"fichier", "file"},
    {"ouvrir", "open"},
    // Spanish
    {"tasa", "rate"},
    {"errores", "error rate"},
    {"reproduc", "replay"},
    {"repetir", "replay again"},
    {"guarda", "kept stored"},
    {"alerta", "alert"},
    {"regla", "rule"},
    {"consulta", "query"},
    {"lenta", "slow latency duration"},
    {"conectar", "connect pipeline"},
    {"datos", "data"},
    {"respuesta", "answer"},
    {"puerto", "port"},
    {"tiempo", "days duration"},
    // Chinese
    {"重放", "replay"},
    {"回放", "replay"},
    {"追踪", "trace"},
    {"跟踪", "trace"},
    {"文档", "document"},
    {"丢失", "lost reranking"},
    {"丢", "lost"},
    {"步", "step"},
    {"警报", "alert"},
    {"告警", "alert"},
    {"规则", "rule"},
    {"错误率", "error rate"},
    {"错误", "error failed"},
    {"失败", "failed"},
    {"延迟", "latency duration"},
    {"慢", "slow latency duration"},
    {"保存", "kept stored retention"},
    {"保留", "retention kept days"},
    {"删除", "delete remove"},
    {"设置", "settings"},
    {"快捷键", "keys"},
    {"端口", "port"},
    {"占用", "in use"},
    {"连接", "connect pipeline"},
    {"接入", "connect pipeline"},
    {"幻觉", "hallucination"},
    {"缓存", "cache"},
    {"隐私", "privacy machine"},
    {"比较", "compare"},
    {"查询", "query"},
    {"答案", "answer"},
    {"检索", "retrieval"},
    {"重排", "reranking"},
    {"数据", "data"},
    {"格式", "formats"},
    {"命令行", "command line"},
    {"演示", "demo"},
    // Japanese
    {"リプレイ", "replay"},
    {"再生", "replay"},
    {"トレース", "trace"},
    {"ドキュメント", "document"},
    {"アラート", "alert"},
    {"ルール", "rule"},
    {"エラー率", "error rate"},
    {"エラー", "error failed"},
    {"遅", "slow latency duration"},
    {"レイテンシ", "latency"},
    {"保存", "kept stored retention"},
    {"保持", "retention kept days"},
    {"期間", "days retention"},
    {"削除", "delete remove"},
    {"設定", "settings"},
    {"ショートカット", "keys"},
    {"キー", "keys"},
    {"ポート", "port"},
    {"使用中", "in use"},
    {"接続", "connect pipeline"},
    {"幻覚", "hallucination"},
    {"ハルシネーション", "hallucination"},
    {"キャッシュ", "cache"},
    {"比較", "compare"},
    {"クエリ", "query"},
    {"回答", "answer"},
    {"検索", "retrieval search"},
    {"データ", "data"},
    {"通知", "notification"},
    {"コマンドライン", "command line"},
    {"テーマ", "theme"},
    {"ダーク", "dark theme"},
    // Korean and Russian
    {"재생", "replay"},
    {"알림", "notification alert"},
    {"추적", "trace"},
    {"보관", "retention kept days"},
    {"повтор", "replay"},
    {"оповещен", "alert notification"},
    {"хран", "retention kept stored"},
    {"ошиб", "error failed"},
    {"данн", "data"},
});

/// A blank before every Latin or Cyrillic word makes "the beginning of a word" a substring test.
std::string searchable(std::string_view question)
{
    std::string text = " ";
    for (const std::string &word : wordsOf(question))
        text.append(word).push_back(' ');
    return text;
}

bool says(const std::string &text, std::string_view said)
{
    std::size_t at = 0;
    const Script script = scriptOf(nextCharacter(said, at));
    const bool wholeWords = script == Script::Latin || script == Script::Cyrillic;
    return text.find(wholeWords ? " " + std::string(said) : std::string(said)) != std::string::npos;
}

} // namespace

std::vector<std::string> expansionOf(std::string_view question)
{
    const std::string text = searchable(question);
    const auto own = termsOf(question);
    std::vector<std::string> expansion;
    for (const Entry &entry : entries) {
        if (!says(text, entry.said))
            continue;
        for (std::string &term : termsOf(entry.meant)) {
            const bool known = std::find(own.begin(), own.end(), term) != own.end() ||
                               std::find(expansion.begin(), expansion.end(), term) != expansion.end();
            if (!known)
                expansion.push_back(std::move(term));
        }
    }
    return expansion;
}

} // namespace spanwise::demo
