// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/passages.h"

#include "core/store/postgres/text.h"
#include "core/store/text/searchtext.h"

namespace spanwise::pg {

void Passages::note(const Passage &passage, Timestamp now)
{
    m_now = now;
    const auto known = m_seen.find(passage.mark);
    if (known != m_seen.end() && now - known->second < precision)
        return;
    if (m_seen.size() >= maxRemembered)
        m_seen.clear();
    m_seen[passage.mark] = now;
    m_noted.try_emplace(static_cast<std::int64_t>(passage.mark), storable(vocabulary(folded(passage.text))));
}

void Passages::flush(Session &session)
{
    if (m_noted.empty())
        return;
    Column marks(Type::Integer);
    Column texts(Type::Text);
    for (const auto &[mark, words] : m_noted) {
        marks.add(mark);
        texts.add(std::string_view(words));
    }
    Parameters parameters;
    parameters.column(marks).column(texts).integer(m_now).integer(Duration(precision).count());
    session.runPrepared("INSERT INTO passages (mark, seen_ns, text) SELECT mark, $3, text FROM unnest($1, "
                        "$2) AS n (mark, text) "
                        "ORDER BY mark ON CONFLICT (mark) DO UPDATE SET seen_ns = excluded.seen_ns "
                        "WHERE passages.seen_ns + $4 / 2 < excluded.seen_ns",
                        parameters);
    m_noted.clear();
}

void Passages::forget()
{
    m_noted.clear();
    m_seen.clear();
}

} // namespace spanwise::pg
