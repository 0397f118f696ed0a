// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/comparisontext.h"

#include "core/analysis/attributediff.h"
#include "core/genai/plainjson.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace spanwise {
namespace {

using Json = nlohmann::ordered_json;
using Change = ComparedDocument::Change;

constexpr std::size_t maxAttributes = 60;
constexpr std::size_t maxValueBytes = 80;
constexpr std::size_t maxTextBytes = 8'000;
constexpr std::size_t commonBytes = 60; ///< of a common passage before, and after, what changed

double milliseconds(Duration length)
{
    return std::chrono::duration<double, std::milli>(length).count();
}

std::string number(double value, int decimals, bool isSigned = false)
{
    std::array<char, 64> text{};
    const bool isZero = std::abs(value) < 0.5 * std::pow(10.0, -decimals);
    std::snprintf(text.data(), text.size(), isSigned && !isZero ? "%+.*f" : "%.*f", decimals,
                  isZero ? 0.0 : value);
    return text.data();
}

std::string ms(Duration length, bool isSigned = false)
{
    return number(milliseconds(length), 1, isSigned);
}

/// At most so many bytes, cut between characters, from the begin or from the end.
std::string_view head(std::string_view text, std::size_t bytes)
{
    while (bytes > 0 && bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
        --bytes;
    return text.substr(0, bytes);
}

std::string_view tail(std::string_view text, std::size_t bytes)
{
    std::size_t from = text.size() - std::min(bytes, text.size());
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U)
        ++from;
    return text.substr(from);
}

/// Text that stands in a cell or a line as it is: names come from outside.
std::string inLine(std::string_view text, std::size_t bytes = maxValueBytes)
{
    std::string out;
    for (const char c : head(text, bytes)) {
        if (std::string_view("\\`*<|[").find(c) != std::string_view::npos)
            out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    return head(text, bytes).size() < text.size() ? out + "…" : out;
}

template<class Figure>
std::string twoCells(const std::optional<Figure> &a, const std::optional<Figure> &b,
                     std::string (*words)(const Figure &))
{
    return (a ? words(*a) : std::string("–")) + " | " + (b ? words(*b) : std::string("–"));
}

class Markdown
{
public:
    explicit Markdown(const TraceDiff &diff)
        : m_diff(diff)
    {
    }

    std::string run()
    {
        addHead();
        addTotals();
        addSteps();
        addDocuments();
        addText("Prompt", m_diff.prompt);
        addText("Answer", m_diff.answer);
        addAttributes();
        return std::move(m_out);
    }

private:
    void line(std::string_view text) { m_out.append(text).append("\n"); }

    static std::string nameOfTrace(const std::shared_ptr<const Trace> &trace)
    {
        return trace ? "`" + trace->id().toHex() + "`" : std::string("nothing");
    }

    void addHead()
    {
        line("# Comparison of two traces\n");
        line("- A: " + nameOfTrace(m_diff.left));
        line("- B: " + nameOfTrace(m_diff.right));
        std::string verdict;
        for (const TraceDifference difference : differencesOf(m_diff))
            verdict.append(verdict.empty() ? "different: " : ", ").append(nameOf(difference));
        line("- Verdict: " + (verdict.empty() ? std::string("the same but for time") : verdict));
    }

    void addTotals()
    {
        const RunTotals &a = m_diff.leftTotals;
        const RunTotals &b = m_diff.rightTotals;
        line("\n| | A | B | B − A |\n|---|---:|---:|---:|");
        if (a.time && b.time)
            line("| duration (ms) | " + ms(a.time->length()) + " | " + ms(b.time->length()) + " | " +
                 ms(b.time->length() - a.time->length(), true) + " |");
        const auto status = [](const RunTotals &run) { return run.failed ? "failed" : "ok"; };
        line(std::string("| status | ") + status(a) + " | " + status(b) + " | |");
        const auto count = [&](const char *name, std::int64_t left, std::int64_t right) {
            if (left != 0 || right != 0)
                line(std::string("| ") + name + " | " + std::to_string(left) + " | " + std::to_string(right) +
                     " | " + number(static_cast<double>(right - left), 0, true) + " |");
        };
        count("errors", a.errorCount, b.errorCount);
        count("input tokens", a.inputTokens, b.inputTokens);
        count("output tokens", a.outputTokens, b.outputTokens);
        if (a.costUsd > 0 || b.costUsd > 0)
            line("| cost (USD) | " + number(a.costUsd, 6) + " | " + number(b.costUsd, 6) + " | " +
                 number(b.costUsd - a.costUsd, 6, true) + " |");
    }

    void addSteps()
    {
        if (m_diff.steps.empty())
            return;
        line("\n## Steps\n\n| Step | A ms | B ms | B − A ms | self ms | tokens | cost USD | status "
             "|\n|---|---:|---:|---:|---:|---:|---:|---|");
        for (const DiffedStep &step : m_diff.steps)
            addStep(step);
    }

    void addStep(const DiffedStep &step)
    {
        std::string row = "| ";
        for (std::uint32_t i = 0; i < std::min<std::uint32_t>(step.depth, 12); ++i)
            row += "· ";
        row += inLine(step.name) + " | " +
               twoCells<StepFigures>(step.left, step.right,
                                     [](const StepFigures &figures) { return ms(figures.duration); }) +
               " | ";
        if (step.left && step.right) {
            row +=
                ms(*step.difference(), true) + " | " + ms(step.right->self - step.left->self, true) + " | ";
            const std::int64_t tokens = step.right->tokens() - step.left->tokens();
            row += (tokens == 0 ? std::string() : number(static_cast<double>(tokens), 0, true)) + " | ";
            const double cost = step.right->costUsd - step.left->costUsd;
            row += (cost == 0 ? std::string() : number(cost, 6, true)) + " | ";
        } else {
            row += std::string("only ") + (step.left ? "A" : "B") + " | | | | ";
        }
        const bool left = step.left && step.left->failed;
        const bool right = step.right && step.right->failed;
        line(row + (left && right ? "both fail" : left ? "A fails" : right ? "B fails" : "") + " |");
    }

    void addDocuments()
    {
        const DocumentComparison &documents = m_diff.documents;
        if (documents.documents.empty())
            return;
        line("\n## Documents\n");
        line(std::to_string(documents.count(Change::Entered)) + " entered, " +
             std::to_string(documents.count(Change::Lost)) + " left, " +
             std::to_string(documents.count(Change::Up) + documents.count(Change::Down)) + " moved.\n");
        line("| Document | A rank | B rank | A score | B score | change |\n|---|---:|---:|---:|---:|---|");
        for (const ComparedDocument &document : documents.documents) {
            const std::string &name = !document.title.empty() ? document.title
                                      : !document.id.empty()  ? document.id
                                                              : document.content;
            line("| " + inLine(name) + " | " +
                 twoCells<std::uint32_t>(document.baselineRank, document.replayRank,
                                         [](const std::uint32_t &rank) { return std::to_string(rank); }) +
                 " | " +
                 twoCells<double>(document.baselineScore, document.replayScore,
                                  [](const double &score) { return number(score, 4); }) +
                 " | " + changeWords(document) + " |");
        }
    }

    static std::string changeWords(const ComparedDocument &document)
    {
        switch (document.change()) {
        case Change::Entered:
            return "entered";
        case Change::Lost:
            return document.lostIn.empty() ? "left" : "left in " + inLine(document.lostIn);
        case Change::Up:
            return "up";
        case Change::Down:
            return "down";
        case Change::Same:
            break;
        }
        return {};
    }

    static std::string shortened(const std::string &common, bool isFirst, bool isLast)
    {
        const std::size_t kept = commonBytes * (isFirst || isLast ? 1 : 2);
        if (common.size() <= kept + commonBytes)
            return common;
        std::string out;
        if (!isFirst)
            out.append(head(common, commonBytes));
        out += " … ";
        return isLast ? out : out.append(tail(common, commonBytes));
    }

    void addText(const char *name, const WordDiff &diff)
    {
        if (diff.parts.empty())
            return;
        line("\n## " + std::string(name) + "\n");
        if (diff.isSame())
            return line("Identical.");
        line("Similarity " + number(diff.similarity, 2) + ".\n");
        std::string text;
        for (std::size_t i = 0; i < diff.parts.size(); ++i) {
            const DiffPart &part = diff.parts[i];
            if (part.kind == DiffPart::Kind::Same)
                text += shortened(part.text, i == 0, i + 1 == diff.parts.size());
            else
                text +=
                    part.kind == DiffPart::Kind::Deleted ? "[-" + part.text + "-]" : "{+" + part.text + "+}";
        }
        const std::string_view shown = head(text, maxTextBytes);
        const std::string fence(longestFence(shown), '`');
        line(fence + "text");
        line(shown);
        line(fence);
        if (shown.size() < text.size())
            line("\n" + std::to_string(text.size() - shown.size()) + " more bytes are not shown.");
    }

    /// Longer than whatever run of backticks the text holds.
    static std::size_t longestFence(std::string_view text)
    {
        std::size_t longest = 2;
        std::size_t run = 0;
        for (const char c : text) {
            run = c == '`' ? run + 1 : 0;
            longest = std::max(longest, run);
        }
        return longest + 1;
    }

    void addAttributes()
    {
        std::size_t told = 0;
        std::size_t untold = 0;
        for (const DiffedStep &step : m_diff.steps) {
            if (step.attributes == 0)
                continue;
            for (const PairedAttribute &attribute :
                 differingAttributes((*m_diff.left)[step.left->row].attributes,
                                     (*m_diff.right)[step.right->row].attributes)) {
                if (told == maxAttributes) {
                    ++untold;
                    continue;
                }
                if (told++ == 0)
                    line("\n## Attributes\n\n| Step | Attribute | A | B |\n|---|---|---|---|");
                const auto value = [](const Value *of) {
                    return of == nullptr ? std::string("–") : inLine(valueWords(*of));
                };
                line("| " + inLine(step.name) + " | " + inLine(attribute.key) + " | " +
                     value(attribute.left) + " | " + value(attribute.right) + " |");
            }
        }
        if (untold > 0)
            line("\n" + std::to_string(untold) + " more attributes differ.");
    }

    static std::string valueWords(const Value &value)
    {
        return value.isString() ? std::string(value.string()) : plainJson(value);
    }

    const TraceDiff &m_diff;
    std::string m_out;
};

Json totalsOf(const RunTotals &run)
{
    Json totals;
    totals["duration_ms"] = run.time ? Json(milliseconds(run.time->length())) : Json();
    totals["failed"] = run.failed;
    totals["errors"] = run.errorCount;
    totals["input_tokens"] = run.inputTokens;
    totals["output_tokens"] = run.outputTokens;
    totals["cost_usd"] = run.costUsd;
    return totals;
}

Json sideOf(const std::optional<StepFigures> &figures)
{
    if (!figures)
        return {};
    return {{"offset_ms", milliseconds(figures->offset)},
            {"duration_ms", milliseconds(figures->duration)},
            {"self_ms", milliseconds(figures->self)},
            {"tokens", figures->tokens()},
            {"cost_usd", figures->costUsd},
            {"failed", figures->failed}};
}

Json attributesOf(const TraceDiff &diff, const DiffedStep &step)
{
    Json list = Json::array();
    if (step.attributes == 0)
        return list;
    const auto value = [](const Value *of) {
        if (of == nullptr)
            return Json();
        if (of->isString())
            return Json(of->string());
        Json parsed = Json::parse(plainJson(*of), nullptr, false);
        return parsed.is_discarded() ? Json() : parsed;
    };
    for (const PairedAttribute &attribute : differingAttributes((*diff.left)[step.left->row].attributes,
                                                                (*diff.right)[step.right->row].attributes))
        list.push_back({{"key", attribute.key}, {"a", value(attribute.left)}, {"b", value(attribute.right)}});
    return list;
}

template<class Number>
Json orNull(const std::optional<Number> &number)
{
    return number ? Json(*number) : Json();
}

Json listOf(const DocumentComparison &documents)
{
    constexpr std::array<const char *, 5> changes{"same", "up", "down", "entered", "left"};
    Json list = Json::array();
    for (const ComparedDocument &document : documents.documents)
        list.push_back({{"id", document.id},
                        {"title", document.title},
                        {"a_rank", orNull(document.baselineRank)},
                        {"b_rank", orNull(document.replayRank)},
                        {"a_score", orNull(document.baselineScore)},
                        {"b_score", orNull(document.replayScore)},
                        {"change", changes[static_cast<std::size_t>(document.change())]},
                        {"left_in", document.lostIn}});
    return list;
}

Json textOf(const std::string &left, const std::string &right, const WordDiff &diff)
{
    return {{"same", diff.isSame()}, {"similarity", diff.similarity}, {"a", left}, {"b", right}};
}

} // namespace

std::string_view nameOf(TraceDifference difference) noexcept
{
    constexpr std::array<std::string_view, 6> names{"status", "steps",  "documents",
                                                    "prompt", "answer", "tokens"};
    return names[static_cast<std::size_t>(difference)];
}

std::vector<TraceDifference> differencesOf(const TraceDiff &diff)
{
    std::vector<TraceDifference> found;
    const auto add = [&](TraceDifference difference, bool differs) {
        if (differs)
            found.push_back(difference);
    };
    const auto failed = [](const std::optional<StepFigures> &figures) { return figures && figures->failed; };
    add(TraceDifference::Outcome, diff.leftTotals.failed != diff.rightTotals.failed ||
                                      std::ranges::any_of(diff.steps, [&](const DiffedStep &step) {
                                          return failed(step.left) != failed(step.right);
                                      }));
    add(TraceDifference::Steps,
        std::ranges::any_of(diff.steps, [](const DiffedStep &step) { return !step.left || !step.right; }));
    add(TraceDifference::Documents, !diff.documents.isSame());
    add(TraceDifference::Prompt, !diff.prompt.isSame());
    add(TraceDifference::Answer, !diff.answer.isSame());
    add(TraceDifference::Tokens, diff.leftTotals.inputTokens != diff.rightTotals.inputTokens ||
                                     diff.leftTotals.outputTokens != diff.rightTotals.outputTokens);
    return found;
}

std::string comparisonMarkdown(const TraceDiff &diff)
{
    return Markdown(diff).run();
}

std::string comparisonJson(const TraceDiff &diff)
{
    const std::vector<TraceDifference> found = differencesOf(diff);
    Json differences = Json::array();
    for (const TraceDifference difference : found)
        differences.push_back(nameOf(difference));
    Json steps = Json::array();
    for (const DiffedStep &step : diff.steps)
        steps.push_back(
            {{"name", step.name},
             {"kind", nameOf(step.kind)},
             {"depth", step.depth},
             {"a", sideOf(step.left)},
             {"b", sideOf(step.right)},
             {"difference_ms", step.difference() ? Json(milliseconds(*step.difference())) : Json()},
             {"attributes", attributesOf(diff, step)}});
    const auto id = [](const std::shared_ptr<const Trace> &trace) {
        return trace ? Json(trace->id().toHex()) : Json();
    };
    const Json whole{{"a", id(diff.left)},
                     {"b", id(diff.right)},
                     {"same", found.empty()},
                     {"differences", std::move(differences)},
                     {"totals", {{"a", totalsOf(diff.leftTotals)}, {"b", totalsOf(diff.rightTotals)}}},
                     {"steps", std::move(steps)},
                     {"documents", listOf(diff.documents)},
                     {"prompt", textOf(diff.leftPrompt, diff.rightPrompt, diff.prompt)},
                     {"answer", textOf(diff.leftTotals.answer, diff.rightTotals.answer, diff.answer)}};
    return whole.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace spanwise
