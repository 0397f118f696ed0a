// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/bm25index.h"

#include "app/demo/text/terms.h"

#include <sqlite3.h>

namespace spanwise::demo {
namespace {

std::string joined(std::span<const std::string> terms)
{
    std::string text;
    for (const std::string &term : terms)
        text.append(term).push_back(' ');
    return text;
}

/// FTS5 query: any of the terms, each quoted so that no term is read as an operator.
std::string matchExpression(std::span<const std::string> terms, std::span<const std::string> expansion)
{
    std::string expression;
    for (const auto list : {terms, expansion}) {
        for (const std::string &term : list) {
            if (!expression.empty())
                expression += " OR ";
            expression.append("\"").append(term).append("\"");
        }
    }
    return expression;
}

void bindText(sqlite3_stmt *statement, int index, const std::string &text)
{
    sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

} // namespace

Result<std::unique_ptr<Bm25Index>> Bm25Index::build(const Corpus &corpus)
{
    std::unique_ptr<Bm25Index> index(new Bm25Index);
    if (sqlite3_open(":memory:", &index->m_database) != SQLITE_OK)
        return index->lastError("The full-text index cannot be opened");
    if (Status filled = index->fill(corpus); !filled)
        return filled.error();
    constexpr const char *search =
        "SELECT rowid, -bm25(section, 4.0, 1.0) FROM section WHERE section MATCH ?1"
        " ORDER BY bm25(section, 4.0, 1.0), rowid LIMIT ?2";
    if (sqlite3_prepare_v2(index->m_database, search, -1, &index->m_search, nullptr) != SQLITE_OK)
        return index->lastError("The full-text search cannot be prepared");
    return index;
}

Bm25Index::~Bm25Index()
{
    sqlite3_finalize(m_search);
    sqlite3_close(m_database);
}

Status Bm25Index::fill(const Corpus &corpus)
{
    constexpr const char *create = "CREATE VIRTUAL TABLE section USING fts5(heading, body, content='',"
                                   " tokenize='unicode61 remove_diacritics 0')";
    if (sqlite3_exec(m_database, create, nullptr, nullptr, nullptr) != SQLITE_OK)
        return lastError("The full-text index cannot be created; this SQLite may lack FTS5");
    sqlite3_stmt *insert = nullptr;
    constexpr const char *sql = "INSERT INTO section(rowid, heading, body) VALUES(?1, ?2, ?3)";
    if (sqlite3_prepare_v2(m_database, sql, -1, &insert, nullptr) != SQLITE_OK)
        return lastError("The full-text index cannot be filled");
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt *)> owner(insert, sqlite3_finalize);
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        const std::string heading = joined(termsOf(corpus[i].heading()));
        const std::string body = joined(termsOf(corpus[i].content));
        sqlite3_bind_int64(insert, 1, static_cast<sqlite3_int64>(i));
        bindText(insert, 2, heading);
        bindText(insert, 3, body);
        if (sqlite3_step(insert) != SQLITE_DONE)
            return lastError("The full-text index cannot be filled");
        sqlite3_reset(insert);
    }
    return Done{};
}

Result<Hits> Bm25Index::search(std::span<const std::string> terms, std::span<const std::string> expansion,
                               std::size_t count) const
{
    const std::string expression = matchExpression(terms, expansion);
    if (expression.empty())
        return Hits{};
    const std::lock_guard lock(m_mutex);
    bindText(m_search, 1, expression);
    sqlite3_bind_int64(m_search, 2, static_cast<sqlite3_int64>(count));
    Hits hits;
    int outcome = SQLITE_ROW;
    while ((outcome = sqlite3_step(m_search)) == SQLITE_ROW)
        hits.push_back({static_cast<std::size_t>(sqlite3_column_int64(m_search, 0)),
                        sqlite3_column_double(m_search, 1)});
    Result<Hits> result =
        outcome == SQLITE_DONE ? Result<Hits>(std::move(hits)) : lastError("The full-text search failed");
    sqlite3_reset(m_search);
    sqlite3_clear_bindings(m_search);
    return result;
}

Error Bm25Index::lastError(const std::string &doing) const
{
    const char *reason = m_database != nullptr ? sqlite3_errmsg(m_database) : "out of memory";
    return {Error::Code::Io, doing + ": " + reason + "."};
}

} // namespace spanwise::demo
