// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/attributechart.h"

#include "core/search/searchparts.h"
#include "core/store/search.h"
#include "ui/models/format.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QLabel>

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::uint32_t newestQueries = 1000;

std::string queryFor(const SearchField &field, const std::string &spanName)
{
    const std::string written = writtenField(field);
    const std::string name =
        writtenField({.scope = SearchField::Scope::Intrinsic, .intrinsic = SearchField::Intrinsic::Name});
    return "{ " + name + " = " + writtenValue(Datum::of(std::string_view(spanName))) + " && " + written +
           " != nil } | select(" + written + ")";
}

} // namespace

AttributeChart::AttributeChart(const Theme &theme, std::shared_ptr<const StoreReader> store,
                               const SearchField &field, const QString &spanName, QWidget *parent)
    : QDialog(parent)
    , m_store(std::move(store))
    , m_query(QString::fromStdString(queryFor(field, spanName.toStdString())))
    , m_plot(new ValuePlot(theme, this))
    , m_summary(new QLabel(tr("Reading the newest queries…"), this))
    , m_pointed(new QLabel(this))
{
    setObjectName(u"attributeChart"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("%1 of %2").arg(QString::fromStdString(field.key), spanName));
    auto *const search = new QLabel(m_query, this);
    search->setTextFormat(Qt::PlainText);
    search->setTextInteractionFlags(Qt::TextSelectableByMouse);
    search->setWordWrap(true);
    m_summary->setObjectName(u"summary"_s);
    for (QLabel *const label : {search, m_summary, m_pointed}) {
        label->setProperty("type", u"secondary"_s);
        label->setProperty("tone", u"secondary"_s);
    }
    m_summary->setProperty("tone", u"text"_s);
    m_summary->setWordWrap(true);
    m_pointed->setText(
        tr("A click, or the arrow keys and Enter, opens the query of a dot. The dashed line is the median."));
    auto *const buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *const column = new QVBoxLayout(this);
    column->addWidget(m_summary);
    column->addWidget(m_plot, 1);
    column->addWidget(m_pointed);
    column->addWidget(search);
    column->addWidget(buttons);
    resize(720, 460);
    connect(m_plot, &ValuePlot::traceRequested, this, &AttributeChart::traceRequested);
    connect(m_plot, &ValuePlot::pointedAt, this, [this](std::optional<std::size_t> index) {
        if (index)
            m_pointed->setText(formatNumber(m_plot->values()[*index].value) % u"  ·  "_s %
                               formatFullTime(m_plot->values()[*index].time));
    });
    m_plot->setFocus();
    read();
}

void AttributeChart::read()
{
    m_job.start([store = m_store, query = m_query.toStdString()](
                    const std::stop_token &stop) { return look(*store, query, stop); },
                [this](Found found) { take(std::move(found)); });
}

AttributeChart::Found AttributeChart::look(const StoreReader &store, const std::string &query,
                                           const std::stop_token &stop)
{
    Found found;
    SearchParse parsed = SearchQuery::parse(query);
    if (parsed.error) {
        found.problem = parsed.error->asError(query).message;
        return found;
    }
    const auto end = searchTraces(
        store, {.query = *std::move(parsed.query), .filter = {}, .after = {}, .limit = newestQueries},
        [&](const SearchProgress &progress) {
            for (const SearchHit &hit : progress.hits) {
                for (const auto &selected : hit.selected) {
                    for (const auto &[field, text] : selected) {
                        double value = 0;
                        const auto [at, error] =
                            std::from_chars(text.data(), text.data() + text.size(), value);
                        if (error == std::errc() && at == text.data() + text.size())
                            found.values.push_back({hit.trace.time.begin, value, hit.trace.id});
                    }
                }
            }
        },
        stop);
    if (!end) {
        found.problem = end.error().message;
        return found;
    }
    found.queries = end->found;
    found.complete = end->complete;
    std::ranges::stable_sort(found.values, {}, &DatedValue::time);
    return found;
}

QString AttributeChart::summaryOf(const Found &found) const
{
    if (!found.problem.empty())
        return QString::fromStdString(found.problem);
    if (found.values.empty())
        return tr("No stored query has a number here. A query appears in the chart as soon as it is in the "
                  "history.");
    std::vector<double> sorted;
    for (const DatedValue &value : found.values)
        sorted.push_back(value.value);
    std::ranges::sort(sorted);
    const auto at = [&](double share) {
        return formatNumber(sorted[std::min(
            sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))]);
    };
    const QString numbers =
        tr("least %1 · median %2 · p95 %3 · most %4")
            .arg(formatNumber(sorted.front()), at(0.5), at(0.95), formatNumber(sorted.back()));
    const QString where = counted(found.queries, tr("1 query"),
                                  found.complete ? tr("%1 queries") : tr("the newest %1 queries"));
    return tr("%1 in %2").arg(counted(sorted.size(), tr("1 value"), tr("%1 values")), where) % u" · "_s %
           numbers;
}

void AttributeChart::take(Found found)
{
    m_isReading = false;
    m_summary->setText(summaryOf(found));
    m_plot->setValues(std::move(found.values));
}

} // namespace spanwise
