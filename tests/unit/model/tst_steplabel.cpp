// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/steplabel.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;

class TstStepLabel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSpanIsCalledByItsName();
    void aHaystackComponentIsCalledByItsOwnName();
};

void TstStepLabel::aSpanIsCalledByItsName()
{
    Span span;
    span.name = "retrieval";
    const Attribute component{"haystack.component.name", Value::ofString("bm25")};
    span.attributes = {&component, 1};
    QCOMPARE(stepLabel(span), std::string_view("retrieval"));
}

void TstStepLabel::aHaystackComponentIsCalledByItsOwnName()
{
    Span span;
    span.name = "haystack.component.run";
    QCOMPARE(stepLabel(span), span.name);
    const Attribute component{"haystack.component.name", Value::ofString("bm25")};
    span.attributes = {&component, 1};
    QCOMPARE(stepLabel(span), std::string_view("bm25"));
    const Attribute number{"haystack.component.name", Value::ofInt(1)};
    span.attributes = {&number, 1};
    QCOMPARE(stepLabel(span), span.name);
}

static const test::Registered<TstStepLabel> registered;
#include "tst_steplabel.moc"
