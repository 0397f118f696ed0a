// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/welcomepage.h"

#include "core/settings/settings.h"
#include "core/store/store.h"
#include "ui/models/live.h"
#include "ui/shell/connectpanel.h"
#include "ui/shell/democard.h"
#include "ui/shell/droparea.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int columnWidth = 980;

} // namespace

WelcomePage::WelcomePage(const Theme &theme, Live &live, std::shared_ptr<const StoreReader> store,
                         SettingsFile &settings, DemoControl *demo, QWidget *parent)
    : Page(parent)
    , m_live(live)
    , m_store(std::move(store))
    , m_connect(new ConnectPanel(theme, this))
{
    setAccessibleName(tr("Welcome"));
    auto *column = new QWidget(this);
    column->setProperty("transparent", true);
    column->setMaximumWidth(columnWidth);
    auto *title = new QLabel(tr("See what every query did, step by step"), column);
    title->setProperty("type", u"cardValue"_s);
    auto *intro = new QLabel(tr("Spanwise receives what a query pipeline reports, keeps it on this machine, "
                                "shows it live and tells "
                                "you when it goes wrong. There are three ways to begin."),
                             column);
    intro->setWordWrap(true);
    intro->setProperty("tone", u"secondary"_s);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(12);
    cards->addWidget(new DemoCard(theme, settings, demo, column), 1);
    cards->addWidget(filesCard(theme), 1);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(20, 24, 20, 20);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(intro);
    layout->addSpacing(4);
    layout->addLayout(cards);
    layout->addWidget(m_connect);
    layout->addStretch(1);

    auto *middle = new QWidget(this);
    middle->setProperty("transparent", true);
    auto *centred = new QHBoxLayout(middle);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addStretch(1);
    centred->addWidget(column, 100);
    centred->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(middle);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    setListening(QString::fromStdString(settings.current().otlpHttp));
    m_pause.setSingleShot(true);
    m_pause.setInterval(1000);
    connect(&m_pause, &QTimer::timeout, this, &WelcomePage::askServices);
    connect(&live, &Live::changed, this, &WelcomePage::showReceived);
    connect(m_connect, &ConnectPanel::overviewRequested, this, &WelcomePage::overviewRequested);
}

QWidget *WelcomePage::filesCard(const Theme &theme)
{
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    auto *title = new QLabel(tr("Open a trace file"), card);
    title->setProperty("type", u"strong"_s);
    auto *area = new DropArea(theme,
                              tr("Drop trace files here: OpenTelemetry, Jaeger, Tempo, Zipkin, Chrome, "
                                 "Datadog, logs; plain, gzip or zstd"),
                              card);
    connect(area, &DropArea::filesDropped, this, &WelcomePage::filesRequested);
    connect(area, &DropArea::clicked, this, &WelcomePage::openRequested);
    auto *open = new QPushButton(tr("Open files…"), card);
    connect(open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    auto *hint = new QLabel(tr("or on the command line:"), card);
    hint->setProperty("tone", u"secondary"_s);
    auto *command = new QLabel(u"spanwise FILE…"_s, card);
    command->setProperty("type", u"mono"_s);
    command->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(8);
    bottom->addWidget(open);
    bottom->addSpacing(6);
    bottom->addWidget(hint);
    bottom->addWidget(command);
    bottom->addStretch(1);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(title);
    layout->addWidget(area, 1);
    layout->addLayout(bottom);
    return card;
}

void WelcomePage::setActive(bool active)
{
    m_active = active;
    if (active)
        showReceived();
    else
        m_job.cancel();
}

void WelcomePage::setListening(const QString &address)
{
    m_connect->setAddress(address);
    m_connect->setProblem({});
}

void WelcomePage::setNeedsToken(bool needs)
{
    m_connect->setNeedsToken(needs);
}

void WelcomePage::setListenError(const QString &problem)
{
    m_connect->setProblem(problem);
}

void WelcomePage::showReceived()
{
    if (!m_active)
        return;
    const std::uint64_t spans = m_live.status().storedSpans;
    m_connect->setReceived(spans, m_services);
    if (spans == 0 || !m_store || m_pause.isActive())
        return;
    // The first span asks at once; after that a second between two questions is enough.
    if (m_services.isEmpty())
        askServices();
    m_pause.start();
}

void WelcomePage::askServices()
{
    if (!m_active)
        return;
    m_job.start([store = m_store](std::stop_token) { return store->services(); },
                [this](const Result<std::vector<std::string>> &services) {
                    if (!services)
                        return;
                    m_services.clear();
                    for (const std::string &name : *services)
                        m_services << QString::fromStdString(name);
                    m_connect->setReceived(m_live.status().storedSpans, m_services);
                });
}

} // namespace spanwise
