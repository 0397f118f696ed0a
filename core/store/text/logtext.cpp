// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/text/logtext.h"

#include "core/store/text/searchtext.h"

#include <algorithm>

namespace spanwise {
namespace {

/// Every text in value, line by line, so that no word is found across two of them.
void append(std::string &all, const Value &value)
{
    switch (value.type()) {
    case Value::Type::String:
        all += '\n';
        all += value.string();
        return;
    case Value::Type::Int:
        all += '\n' + std::to_string(value.integer());
        return;
    case Value::Type::Array:
        for (const Value &item : value.array())
            append(all, item);
        return;
    case Value::Type::Map:
        for (const Attribute &entry : value.map())
            append(all, entry.value);
        return;
    case Value::Type::Empty:
    case Value::Type::Bool:
    case Value::Type::Double:
    case Value::Type::Bytes:
        return;
    }
}

} // namespace

bool matchesAllWords(const LogRecord &record, const std::vector<std::string> &words)
{
    if (words.empty())
        return true;
    std::string all(record.severityText);
    all += '\n';
    all += record.eventName;
    append(all, record.body);
    for (const Attribute &attribute : record.attributes)
        append(all, attribute.value);
    const std::string text = folded(all);
    return std::ranges::all_of(words,
                               [&](const std::string &word) { return text.find(word) != std::string::npos; });
}

} // namespace spanwise
