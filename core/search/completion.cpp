// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/completion.h"

#include "core/search/fold.h"
#include "core/search/lexer.h"

#include <algorithm>
#include <array>
#include <optional>

namespace spanwise {
namespace {

using search::Lexeme;
using search::Lexer;

constexpr std::size_t mostItems = 60;
constexpr std::size_t fewItems = 6;

/// What stands before the cursor.
struct Context
{
    enum class Kind : std::uint8_t { Word, Name, Value, Stage };

    Kind kind = Kind::Word;
    std::size_t begin = 0; ///< of what is being typed
    std::string typed{};
    std::optional<SearchField> field{}; ///< Value: what is compared
};

bool compares(const Lexeme &lexeme)
{
    constexpr std::array<std::string_view, 8> operators{"=", "!=", "<", "<=", ">", ">=", "=~", "!~"};
    return lexeme.kind == Lexeme::Kind::Symbol &&
           std::ranges::find(operators, lexeme.text) != operators.end();
}

/// Reads up to the cursor as the parser would.
class ContextReader
{
public:
    explicit ContextReader(std::string_view before)
        : m_before(before)
        , m_in(before)
    {
    }

    Context read()
    {
        for (;;) {
            const Lexeme next = m_in.take(mode());
            if (next.kind == Lexeme::Kind::End)
                break;
            follow(next);
            m_words.push_back(next);
        }
        return context();
    }

private:
    Lexer::Mode mode() const { return m_braces > 0 || m_stage ? Lexer::Mode::Inside : Lexer::Mode::Outside; }

    void follow(const Lexeme &next)
    {
        if (next.is("{")) {
            ++m_braces;
        } else if (next.is("}")) {
            m_braces = std::max(0, m_braces - 1);
            m_stage = false;
        } else if (next.is("|")) {
            m_stage = m_braces == 0;
            m_brackets = 0;
        } else if (m_stage && (next.is("(") || next.is(")"))) {
            m_brackets += next.is("(") ? 1 : -1;
        }
    }

    Context context()
    {
        Context context{.begin = m_before.size()};
        const bool inside = mode() == Lexer::Mode::Inside;
        if (m_in.error() && inside &&
            m_in.error()->position < m_before.size()) { // a text that is not closed yet
            context.begin = m_in.error()->position;
            if (m_before[context.begin] != '"')
                return context;
        } else if (!m_words.empty() && m_words.back().end == m_before.size() && isTyped(m_words.back())) {
            context.begin = m_words.back().begin;
            m_words.pop_back();
        }
        context.typed = m_before.substr(context.begin);
        context.kind = !inside                                       ? Context::Kind::Word
                       : m_stage && m_braces == 0 && m_brackets == 0 ? Context::Kind::Stage
                                                                     : Context::Kind::Name;
        if (context.kind == Context::Kind::Name && m_words.size() >= 2 && compares(m_words.back())) {
            context.field = searchFieldOf(m_words[m_words.size() - 2].text);
            context.kind = Context::Kind::Value;
        }
        return context;
    }

    static bool isTyped(const Lexeme &lexeme)
    {
        return lexeme.kind != Lexeme::Kind::Symbol && lexeme.kind != Lexeme::Kind::Text;
    }

    const std::string_view m_before;
    Lexer m_in;
    std::vector<Lexeme> m_words;
    int m_braces = 0;
    int m_brackets = 0;
    bool m_stage = false;
};

/// Keeps what has typed in it: first what begins with it, then the rest.
class Offer
{
public:
    Offer(SearchCompletion &completion, std::string_view typed)
        : m_completion(completion)
        , m_typed(foldText(typed))
    {
    }

    void add(SearchCompletion::Item item, std::string_view shown)
    {
        const std::string folded = foldText(shown);
        const std::size_t at = folded.find(m_typed);
        if (at == 0)
            m_completion.items.push_back(std::move(item));
        else if (at != std::string::npos)
            m_others.push_back(std::move(item));
    }

    void finish(std::size_t most)
    {
        auto &items = m_completion.items;
        std::ranges::move(m_others, std::back_inserter(items));
        if (items.size() > most)
            items.resize(most);
        // What is there already needs no completing.
        if (items.size() == 1 && foldText(items.front().insert) == m_typed)
            items.clear();
    }

private:
    SearchCompletion &m_completion;
    const std::string m_typed;
    std::vector<SearchCompletion::Item> m_others;
};

void offerNames(Offer &offer, std::string_view typed, const SearchVocabulary &vocabulary)
{
    for (const SearchIntrinsic &intrinsic : searchIntrinsics())
        offer.add({.insert = std::string(intrinsic.name), .meaning = intrinsic.meaning}, intrinsic.name);
    for (const SearchVocabulary::Field &field : vocabulary.attributes()) {
        // Behind a dot, attributes are offered as they are written without their scope.
        const std::size_t dot = field.written.find('.');
        const bool unscoped = typed.starts_with('.') &&
                              (field.written.starts_with("span.") || field.written.starts_with("resource."));
        const std::string written =
            unscoped && dot != std::string::npos ? field.written.substr(dot) : field.written;
        offer.add({.insert = written, .count = field.count}, written);
    }
}

void offerValues(Offer &offer, const std::optional<SearchField> &field, const SearchVocabulary &vocabulary)
{
    if (!field)
        return;
    for (const std::string_view word : searchWordsOf(field->type()))
        offer.add({.insert = std::string(word)}, word);
    for (const SearchVocabulary::Value &value : vocabulary.values(*field)) {
        if (searchWordsOf(field->type()).empty())
            offer.add({.insert = value.written, .count = value.count}, value.written);
    }
}

void offerStages(Offer &offer)
{
    struct Template
    {
        std::string_view text;
        std::size_t back;
        const char *meaning;
    };
    constexpr std::array<Template, 8> stages{{{"count() > ", 0, "how many spans were found"},
                                              {"avg(duration) > ", 0, "average over the spans"},
                                              {"min(duration) > ", 0, "smallest of the spans"},
                                              {"max(duration) > ", 0, "largest of the spans"},
                                              {"sum(tokens) > ", 0, "sum over the spans"},
                                              {"by()", 1, "group the spans by a value"},
                                              {"select()", 1, "show these fields"},
                                              {"coalesce()", 0, "one group again"}}};
    for (const Template &stage : stages)
        offer.add({.insert = std::string(stage.text), .cursorBack = stage.back, .meaning = stage.meaning},
                  stage.text);
}

/// A bare word may become a condition: who types "dura" finds { duration }.
void offerConditions(Offer &offer, const SearchVocabulary &vocabulary)
{
    constexpr std::size_t behind = 2; // " }"
    const auto add = [&](std::string_view name, const char *meaning, std::uint64_t count) {
        offer.add({.insert = "{ " + std::string(name) + "  }",
                   .cursorBack = behind,
                   .meaning = meaning,
                   .count = count},
                  name);
    };
    for (const SearchIntrinsic &intrinsic : searchIntrinsics()) {
        if (intrinsic.name.find(':') == std::string_view::npos)
            add(intrinsic.name, intrinsic.meaning, 0);
    }
    for (const SearchVocabulary::Field &field : vocabulary.attributes())
        add(field.written, nullptr, field.count);
}

} // namespace

SearchCompletion completionAt(std::string_view text, std::size_t cursor, const SearchVocabulary &vocabulary)
{
    cursor = std::min(cursor, text.size());
    const Context context = ContextReader(text.substr(0, cursor)).read();
    SearchCompletion completion{.begin = context.begin, .end = cursor, .items = {}};
    Offer offer(completion, context.typed);
    switch (context.kind) {
    case Context::Kind::Name:
        offerNames(offer, context.typed, vocabulary);
        break;
    case Context::Kind::Value:
        offerValues(offer, context.field, vocabulary);
        break;
    case Context::Kind::Stage:
        offerStages(offer);
        break;
    case Context::Kind::Word:
        if (context.typed.size() >= 3)
            offerConditions(offer, vocabulary);
        offer.finish(fewItems);
        return completion;
    }
    offer.finish(mostItems);
    return completion;
}

} // namespace spanwise
