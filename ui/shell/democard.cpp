// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/democard.h"

#include "core/settings/settings.h"
#include "ui/theme/restyle.h"
#include "ui/theme/statemark.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

Mark markOf(DemoControl::State state)
{
    switch (state) {
    case DemoControl::State::Running:
        return Mark::Ok;
    case DemoControl::State::Failed:
        return Mark::Error;
    case DemoControl::State::Starting:
    case DemoControl::State::Stopping:
        return Mark::Warning;
    case DemoControl::State::Stopped:
        break;
    }
    return Mark::Idle;
}

QString wordsOf(DemoControl::State state)
{
    switch (state) {
    case DemoControl::State::Running:
        return DemoCard::tr("Running");
    case DemoControl::State::Failed:
        return DemoCard::tr("It could not be started");
    case DemoControl::State::Starting:
        return DemoCard::tr("Starting…");
    case DemoControl::State::Stopping:
        return DemoCard::tr("Stopping…");
    case DemoControl::State::Stopped:
        break;
    }
    return DemoCard::tr("Not running");
}

} // namespace

DemoCard::DemoCard(const Theme &theme, SettingsFile &settings, DemoControl *demo, QWidget *parent)
    : QFrame(parent)
    , m_settings(settings)
    , m_demo(demo)
    , m_button(new QPushButton(this))
    , m_rate(new QDoubleSpinBox(this))
    , m_light(new StateMark(theme, this))
    , m_state(new QLabel(this))
{
    setProperty("card", true);
    auto *title = new QLabel(tr("Start the demo pipeline"), this);
    title->setProperty("type", u"strong"_s);
    auto *text = new QLabel(
        tr("A small RAG service that answers questions about this program's manual, asks itself some, and "
           "reports every step to Spanwise."),
        this);
    text->setWordWrap(true);
    text->setProperty("tone", u"secondary"_s);
    m_rate->setRange(0.1, 100);
    m_rate->setDecimals(1);
    m_rate->setValue(settings.current().demoRate);
    m_rate->setAccessibleName(tr("Questions a second"));
    m_button->setObjectName(u"demoButton"_s);
    m_button->setProperty("primary", true);
    auto *rate = new QHBoxLayout;
    rate->setSpacing(8);
    rate->addWidget(m_button);
    rate->addSpacing(6);
    rate->addWidget(m_rate);
    auto *unit = new QLabel(tr("questions a second"), this);
    unit->setProperty("tone", u"secondary"_s);
    rate->addWidget(unit);
    rate->addStretch(1);
    auto *state = new QHBoxLayout;
    state->setSpacing(8);
    state->addWidget(m_light);
    state->addWidget(m_state, 1);
    m_state->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addStretch(1);
    layout->addLayout(rate);
    layout->addLayout(state);
    connect(m_button, &QPushButton::clicked, this, &DemoCard::toggle);
    setEnabled(demo != nullptr);
    if (demo) {
        connect(demo, &DemoControl::stateChanged, this, &DemoCard::showState);
        showState(demo->state(), demo->message());
    } else {
        showState(DemoControl::State::Stopped, tr("This build has no demo pipeline."));
    }
}

void DemoCard::toggle()
{
    if (m_demo->state() == DemoControl::State::Running || m_demo->state() == DemoControl::State::Starting) {
        m_demo->stop();
        return;
    }
    Settings settings = m_settings.current();
    settings.demoRate = m_rate->value();
    if (const Status saved = m_settings.save(settings); !saved) {
        showState(DemoControl::State::Failed, QString::fromStdString(saved.error().message));
        return;
    }
    m_demo->start();
}

void DemoCard::showState(DemoControl::State state, const QString &message)
{
    const bool on = state == DemoControl::State::Running || state == DemoControl::State::Starting;
    m_button->setText(on ? tr("Stop the demo") : tr("Start the demo"));
    m_button->setEnabled(state != DemoControl::State::Stopping);
    restyle(m_button, "primary", !on);
    m_rate->setEnabled(!on);
    m_light->setMark(markOf(state), wordsOf(state));
    m_state->setText(message.isEmpty() ? wordsOf(state) : wordsOf(state) + u" · "_s + message);
    restyle(m_state, "tone", state == DemoControl::State::Failed ? u"error"_s : u"secondary"_s);
}

} // namespace spanwise
