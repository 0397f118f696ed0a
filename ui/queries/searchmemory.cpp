// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/searchmemory.h"

#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

void SearchMemory::remember(const QString &text)
{
    const QString search = text.trimmed();
    if (search.isEmpty())
        return;
    m_history.removeAll(search);
    m_history.prepend(search);
    if (m_history.size() > historySize)
        m_history.resize(historySize);
}

void SearchMemory::save(const QString &name, const QString &text)
{
    remove(name);
    m_saved.append({name, text});
    std::ranges::sort(m_saved,
                      [](const Saved &a, const Saved &b) { return a.name.localeAwareCompare(b.name) < 0; });
}

void SearchMemory::remove(const QString &name)
{
    m_saved.removeIf([&](const Saved &saved) { return saved.name == name; });
}

void SearchMemory::write(QSettings &settings) const
{
    QStringList names;
    QStringList texts;
    for (const Saved &saved : m_saved) {
        names += saved.name;
        texts += saved.text;
    }
    settings.setValue(u"searchHistory"_s, m_history);
    settings.setValue(u"savedSearchNames"_s, names);
    settings.setValue(u"savedSearches"_s, texts);
}

void SearchMemory::read(const QSettings &settings)
{
    m_history = settings.value(u"searchHistory"_s).toStringList();
    m_history.resize(std::min(m_history.size(), historySize));
    const QStringList names = settings.value(u"savedSearchNames"_s).toStringList();
    const QStringList texts = settings.value(u"savedSearches"_s).toStringList();
    m_saved.clear();
    for (qsizetype i = 0; i < std::min(names.size(), texts.size()); ++i)
        save(names[i], texts[i]);
}

} // namespace spanwise
