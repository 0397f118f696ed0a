// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/label.h"

#include <algorithm>
#include <vector>

namespace spanwise::readrows {

// As core/store/chunk/readrows.h, for labels.

/// trace, verdict, note, time.
template<class Rows>
std::vector<QueryLabel> queryLabels(Rows &&rows)
{
    std::vector<QueryLabel> labels;
    while (rows.next()) {
        QueryLabel label;
        label.trace = rows.template id<TraceId>(0);
        if (!rows.isNull(1))
            label.verdict =
                rows.integer(1) == static_cast<std::int64_t>(Verdict::Good) ? Verdict::Good : Verdict::Bad;
        label.note = rows.text(2);
        label.time = rows.time(3);
        labels.push_back(std::move(label));
    }
    return labels;
}

/// trace, document, question, wanted, id, title, time.
template<class Rows>
std::vector<DocumentLabel> documentLabels(Rows &&rows)
{
    std::vector<DocumentLabel> labels;
    while (rows.next()) {
        DocumentLabel label;
        label.trace = rows.template id<TraceId>(0);
        label.document = static_cast<std::uint64_t>(rows.integer(1));
        label.question = static_cast<std::uint64_t>(rows.integer(2));
        label.wanted = rows.integer(3) != 0;
        label.id = rows.text(4);
        label.title = rows.text(5);
        label.time = rows.time(6);
        labels.push_back(std::move(label));
    }
    return labels;
}

/// Each document once: the label of the trace itself, else the newest. By document.
inline std::vector<DocumentLabel> oneForEachDocument(std::vector<DocumentLabel> labels, TraceId trace)
{
    std::ranges::sort(labels, [trace](const DocumentLabel &left, const DocumentLabel &right) {
        if (left.document != right.document)
            return left.document < right.document;
        if ((left.trace == trace) != (right.trace == trace))
            return left.trace == trace;
        return left.time != right.time ? left.time > right.time : left.trace < right.trace;
    });
    const auto same = [](const DocumentLabel &left, const DocumentLabel &right) {
        return left.document == right.document;
    };
    labels.erase(std::unique(labels.begin(), labels.end(), same), labels.end());
    return labels;
}

} // namespace spanwise::readrows
