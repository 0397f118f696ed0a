// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/connectpanel.h"

#include "ui/models/format.h"
#include "ui/shell/codeblock.h"
#include "ui/shell/snippets.h"
#include "ui/theme/restyle.h"
#include "ui/theme/statemark.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QLabel *note(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("tone", u"secondary"_s);
    label->setWordWrap(true);
    return label;
}

QWidget *tabOf(const Snippet &snippet, QWidget *parent)
{
    auto *tab = new QWidget(parent);
    auto *layout = new QVBoxLayout(tab);
    layout->setContentsMargins(0, 10, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(
        note(ConnectPanel::tr("The SDK is told where Spanwise listens by its environment:"), tab));
    layout->addWidget(new CodeBlock(ConnectPanel::tr("Environment for %1").arg(snippet.language),
                                    snippet.environment, tab));
    layout->addSpacing(4);
    layout->addWidget(note(snippet.intro, tab));
    layout->addWidget(
        new CodeBlock(ConnectPanel::tr("Code for %1").arg(snippet.language), snippet.code, tab));
    layout->addStretch(1);
    return tab;
}

} // namespace

ConnectPanel::ConnectPanel(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_tabs(new QTabWidget(this))
    , m_light(new StateMark(theme, this))
    , m_state(new QLabel(this))
    , m_open(new QPushButton(tr("Open the overview"), this))
{
    setProperty("card", true);
    auto *title = new QLabel(tr("Connect a pipeline"), this);
    title->setProperty("type", u"strong"_s);
    m_state->setObjectName(u"connectState"_s);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *state = new QHBoxLayout;
    state->setSpacing(8);
    state->addWidget(m_light);
    state->addWidget(m_state);
    state->addWidget(m_open);
    m_open->hide();
    connect(m_open, &QPushButton::clicked, this, &ConnectPanel::overviewRequested);
    auto *head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch(1);
    head->addLayout(state);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(note(
        tr("Any program that is instrumented with an OpenTelemetry SDK, OpenInference or OpenLLMetry reports "
           "to Spanwise as it is: nothing of Spanwise is installed in it."),
        this));
    layout->addWidget(m_tabs);
    setAddress(u"127.0.0.1:4318"_s);
}

void ConnectPanel::setAddress(const QString &address)
{
    if (address == m_address)
        return;
    m_address = address;
    fillTabs();
    showState();
}

void ConnectPanel::setNeedsToken(bool needs)
{
    if (needs == std::exchange(m_needsToken, needs))
        return;
    fillTabs();
}

void ConnectPanel::fillTabs()
{
    const int current = std::max(0, m_tabs->currentIndex());
    while (m_tabs->count() > 0) {
        QWidget *tab = m_tabs->widget(0);
        m_tabs->removeTab(0);
        tab->deleteLater();
    }
    for (const Snippet &snippet : connectSnippets(u"http://"_s + m_address, m_needsToken))
        m_tabs->addTab(tabOf(snippet, m_tabs), snippet.language);
    m_tabs->setCurrentIndex(current);
}

void ConnectPanel::setProblem(const QString &problem)
{
    m_problem = problem;
    showState();
}

void ConnectPanel::setReceived(std::uint64_t spans, const QStringList &services)
{
    m_spans = spans;
    m_services = services;
    showState();
}

QString ConnectPanel::stateText() const
{
    return m_state->text();
}

void ConnectPanel::showState()
{
    Mark mark = Mark::Idle;
    QString text = tr("Waiting for the first span on %1").arg(m_address);
    QString tone = u"secondary"_s;
    if (m_spans > 0) {
        // Only the newest name: the others may be from earlier days.
        const QString spans = counted(m_spans, tr("1 span"), tr("%1 spans"));
        text = m_services.isEmpty() ? tr("Receiving: %1").arg(spans)
                                    : tr("Receiving: %1 from %2").arg(spans, m_services.front());
        mark = Mark::Ok;
        tone = u"ok"_s;
    } else if (!m_problem.isEmpty()) {
        text = tr("Not listening");
        mark = Mark::Error;
        tone = u"error"_s;
    }
    m_open->setVisible(m_spans > 0);
    m_light->setMark(mark, text);
    m_state->setText(text);
    m_state->setToolTip(m_problem);
    restyle(m_state, "tone", tone);
}

} // namespace spanwise
