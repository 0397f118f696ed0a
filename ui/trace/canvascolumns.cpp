// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/canvascolumns.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// As they stand in the settings.
const std::array<QString, CanvasColumns::number> &keys()
{
    static const std::array<QString, CanvasColumns::number> all{u"service"_s, u"duration"_s, u"self"_s,
                                                                u"tokens"_s, u"cost"_s};
    return all;
}

constexpr int widest = 600;
constexpr int farthest = 4000;

QString tr(const char *words)
{
    return QCoreApplication::translate("spanwise::Canvas", words);
}

} // namespace

std::vector<CanvasColumn> CanvasColumns::visible() const
{
    std::vector<CanvasColumn> all;
    for (std::size_t i = 0; i < number; ++i) {
        if (shown[i])
            all.push_back(static_cast<CanvasColumn>(i));
    }
    return all;
}

int CanvasColumns::wholeWidth() const
{
    int whole = 0;
    for (const CanvasColumn column : visible())
        whole += widthOf(column);
    return whole;
}

void CanvasColumns::sortBy(SpanOrder by)
{
    const bool textual = by == SpanOrder::Name || by == SpanOrder::Service;
    const bool first = !textual; // what the first click asks for
    if (order != by) {
        order = by;
        descending = first;
    } else if (descending == first) {
        descending = !first;
    } else {
        order = SpanOrder::Start;
        descending = false;
    }
}

void CanvasColumns::remember(QSettings &settings) const
{
    for (std::size_t i = 0; i < number; ++i) {
        settings.setValue(u"trace/columns/"_s + keys()[i] + u"/shown"_s, shown[i]);
        settings.setValue(u"trace/columns/"_s + keys()[i] + u"/width"_s, width[i]);
    }
    settings.setValue(u"trace/divider"_s, divider);
    settings.setValue(u"trace/order"_s, static_cast<int>(order));
    settings.setValue(u"trace/descending"_s, descending);
}

void CanvasColumns::recall(const QSettings &settings)
{
    for (std::size_t i = 0; i < number; ++i) {
        shown[i] = settings.value(u"trace/columns/"_s + keys()[i] + u"/shown"_s, shown[i]).toBool();
        width[i] = std::clamp(settings.value(u"trace/columns/"_s + keys()[i] + u"/width"_s, width[i]).toInt(),
                              least, widest);
    }
    divider = std::clamp(settings.value(u"trace/divider"_s, 0).toInt(), 0, farthest);
    const int known = settings.value(u"trace/order"_s, 0).toInt();
    order = known >= 0 && known <= static_cast<int>(SpanOrder::Cost) ? static_cast<SpanOrder>(known)
                                                                     : SpanOrder::Start;
    descending = settings.value(u"trace/descending"_s, false).toBool();
}

QString columnTitle(CanvasColumn column)
{
    switch (column) {
    case CanvasColumn::Service:
        return tr("Service");
    case CanvasColumn::Length:
        return tr("Time");
    case CanvasColumn::SelfTime:
        return tr("Self time");
    case CanvasColumn::Tokens:
        return tr("Tokens");
    case CanvasColumn::Cost:
    case CanvasColumn::Count:
        break;
    }
    return tr("Cost");
}

SpanOrder orderOf(CanvasColumn column)
{
    switch (column) {
    case CanvasColumn::Service:
        return SpanOrder::Service;
    case CanvasColumn::Length:
        return SpanOrder::Length;
    case CanvasColumn::SelfTime:
        return SpanOrder::SelfTime;
    case CanvasColumn::Tokens:
        return SpanOrder::Tokens;
    case CanvasColumn::Cost:
    case CanvasColumn::Count:
        break;
    }
    return SpanOrder::Cost;
}

} // namespace spanwise
