// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/labelmarks.h"

namespace spanwise {
namespace {

constexpr std::uint32_t most =
    100'000; // the newest; who labels more than that finds the others by the filter

} // namespace

void LabelMarks::setStore(std::shared_ptr<const LabelReader> store)
{
    m_store = std::move(store);
    read();
}

const QueryLabel *LabelMarks::labelOf(TraceId trace) const
{
    const auto found = m_labels.find(trace);
    return found == m_labels.end() ? nullptr : &found->second;
}

void LabelMarks::read()
{
    if (!m_store)
        return;
    m_job.start(
        [store = m_store](const std::stop_token &) {
            Labels labels;
            auto read = store->queryLabels(most);
            for (std::size_t i = 0; read && i < read->size(); ++i) {
                QueryLabel &label = (*read)[i];
                labels.emplace(label.trace, std::move(label));
            }
            return read ? std::optional(std::move(labels)) : std::nullopt;
        },
        [this](std::optional<Labels> labels) {
            if (!labels || *labels == m_labels) // what cannot be read stays as it was known
                return;
            m_labels = *std::move(labels);
            Q_EMIT changed();
        });
}

} // namespace spanwise
