// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakereader.h"
#include "tests/support/suite.h"
#include "ui/alerts/alerthistorymodel.h"
#include "ui/alerts/alertrow.h"
#include "ui/alerts/alertspage.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace std::chrono_literals;

class TstAlertsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void firingAlertsStandFirst();
    void quietAlertsOfferNothingToDo();
    void rowsSurviveASnapshot();
    void evidenceAndAcknowledgeNameTheirAlert();
    void anAlertThatCannotBeEvaluatedSaysWhy();
    void anAskedForAlertIsMarked();
    void withoutRulesItSaysHowToGetOne();
    void manyAlertsAreCountedNotDrawn();
    void theHistoryFollowsChangesOfState();
    void everyLookFits();

private:
    static AlertStatus alert(const char *name, AlertState state, AlertSeverity severity,
                             const char *expression, std::optional<double> value, Duration age);
    static AlertSnapshot snapshot(std::vector<AlertStatus> alerts)
    {
        return std::make_shared<const std::vector<AlertStatus>>(std::move(alerts));
    }
    static AlertSnapshot usual();
    std::vector<AlertRow *> rows() const
    {
        std::vector<AlertRow *> shown;
        for (AlertRow *const row : m_page->findChildren<AlertRow *>())
            if (row->isVisibleTo(m_page.get()))
                shown.push_back(row);
        return shown;
    }
    static QPushButton *button(QWidget *in, const QString &text)
    {
        for (QPushButton *const b : in->findChildren<QPushButton *>())
            if (b->text() == text && b->isVisibleTo(in))
                return b;
        return nullptr;
    }

    std::shared_ptr<FakeReader> m_store;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<AlertsPage> m_page;
};

AlertStatus TstAlertsPage::alert(const char *name, AlertState state, AlertSeverity severity,
                                 const char *expression, std::optional<double> value, Duration age)
{
    AlertStatus status;
    status.rule.name = name;
    status.rule.expression = expression;
    status.rule.severity = severity;
    status.rule.summary = std::string("What ") + name + " means.";
    status.state = state;
    status.value = value;
    status.since = std::chrono::system_clock::now() - age;
    return status;
}

AlertSnapshot TstAlertsPage::usual()
{
    auto latency = alert("high_latency", AlertState::Pending, AlertSeverity::Warning, "p95_latency_ms > 3000",
                         3310, 40s);
    latency.rule.hold = 2min;
    latency.tags = {{"pipeline", "multi_hop"}};
    return snapshot({alert("high_error_rate", AlertState::Inactive, AlertSeverity::Critical,
                           "error_rate > 0.05", 0.008, 1h),
                     latency,
                     alert("hallucination_spike", AlertState::Firing, AlertSeverity::Critical,
                           "hallucination_rate > 0.1", 0.112, 6min)});
}

void TstAlertsPage::init()
{
    m_store = std::make_shared<FakeReader>();
    m_theme = std::make_unique<Theme>(Theme::Kind::Dark);
    m_theme->apply();
    m_page = std::make_unique<AlertsPage>(*m_theme, m_store);
    m_page->resize(1280, 800);
    m_page->show();
    m_page->setActive(true);
}

void TstAlertsPage::firingAlertsStandFirst()
{
    m_page->setAlerts(usual());
    QCOMPARE(rows().size(), std::size_t{3});
    QCOMPARE(rows()[0]->alert().rule.name, std::string("hallucination_spike"));
    QCOMPARE(rows()[1]->alert().rule.name, std::string("high_latency"));
    QVERIFY(rows()[0]->accessibleName().contains(QStringLiteral("firing")));
    QVERIFY(rows()[0]->accessibleName().contains(QStringLiteral("hallucination_rate = 0.112 > 0.1")));
    QVERIFY(rows()[1]->accessibleName().contains(QStringLiteral("multi_hop")));
}

void TstAlertsPage::quietAlertsOfferNothingToDo()
{
    m_page->setAlerts(usual());
    QVERIFY(button(rows()[0], QStringLiteral("Acknowledge")));
    QVERIFY(!button(rows()[2], QStringLiteral("Acknowledge")));
    QVERIFY(!button(rows()[2], QStringLiteral("Queries")));
}

void TstAlertsPage::rowsSurviveASnapshot()
{
    m_page->setAlerts(usual());
    AlertRow *const first = rows()[0];
    button(first, QStringLiteral("Queries"))->setFocus();
    m_page->setAlerts(usual());
    QCOMPARE(rows()[0], first);
    QCOMPARE(rows().size(), std::size_t{3});
    m_page->setAlerts(snapshot({}));
    QVERIFY(rows().empty());
}

void TstAlertsPage::evidenceAndAcknowledgeNameTheirAlert()
{
    m_page->setAlerts(usual());
    QSignalSpy evidence(m_page.get(), &AlertsPage::evidenceRequested);
    QSignalSpy acknowledge(m_page.get(), &AlertsPage::acknowledgeRequested);
    button(rows()[1], QStringLiteral("Queries"))->click();
    button(rows()[1], QStringLiteral("Acknowledge"))->click();
    QCOMPARE(evidence.at(0).at(0).value<AlertStatus>().rule.name, std::string("high_latency"));
    QCOMPARE(acknowledge.at(0).at(0).toString(), QStringLiteral("high_latency"));
    QCOMPARE(acknowledge.at(0).at(1).value<MetricTags>(), (MetricTags{{"pipeline", "multi_hop"}}));
}

void TstAlertsPage::anAlertThatCannotBeEvaluatedSaysWhy()
{
    auto broken =
        alert("typo", AlertState::Inactive, AlertSeverity::Warning, "eror_rate > 1", std::nullopt, 0s);
    broken.error = "There is no metric “eror_rate”.";
    m_page->setAlerts(snapshot({broken}));
    QVERIFY(rows()[0]->accessibleName().contains(QStringLiteral("no metric")));
}

void TstAlertsPage::anAskedForAlertIsMarked()
{
    m_page->setAlerts(usual());
    const QImage before = rows()[1]->grab().toImage();
    m_page->showAlert(QStringLiteral("high_latency"), QStringLiteral("{pipeline=\"multi_hop\"}"));
    QVERIFY(rows()[1]->grab().toImage() != before);
    m_page->showAlert(QStringLiteral("unknown"), {});
    QCOMPARE(rows()[1]->grab().toImage(), before);
}

void TstAlertsPage::withoutRulesItSaysHowToGetOne()
{
    m_page->setAlerts(snapshot({}));
    bool said = false;
    for (const QLabel *const label : m_page->findChildren<QLabel *>())
        said = said ||
               (label->isVisibleTo(m_page.get()) && label->text().contains(QStringLiteral("No alert rules")));
    QVERIFY(said);
    QSignalSpy edit(m_page.get(), &AlertsPage::editRulesRequested);
    button(m_page.get(), QStringLiteral("Edit rules…"))->click();
    QCOMPARE(edit.size(), 1);
}

void TstAlertsPage::manyAlertsAreCountedNotDrawn()
{
    std::vector<AlertStatus> many(1000,
                                  alert("a", AlertState::Inactive, AlertSeverity::Info, "a > 1", 0, 1s));
    many.back().state = AlertState::Firing;
    m_page->setAlerts(snapshot(std::move(many)));
    QCOMPARE(rows().size(), AlertsPanel::maxRows);
    QCOMPARE(rows()[0]->alert().state, AlertState::Firing);
}

void TstAlertsPage::theHistoryFollowsChangesOfState()
{
    auto *const history = m_page->findChild<AlertHistoryModel *>();
    const QAbstractItemModelTester tester(history, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_page->setAlerts(usual());
    AlertRecord record;
    record.rule = "high_latency";
    record.from = AlertState::Pending;
    record.to = AlertState::Firing;
    m_store->put(record);
    auto changed = *usual();
    changed[1].state = AlertState::Firing;
    m_page->setAlerts(snapshot(changed));
    QTRY_COMPARE(history->rowCount(), 1);
    QCOMPARE(history->index(0, AlertHistoryModel::Change).data().toString(),
             QStringLiteral("◆ pending → firing"));
}

/// Also the gallery: with SPANWISE_GALLERY=folder the pictures are kept.
void TstAlertsPage::everyLookFits()
{
    const QString folder = qEnvironmentVariable("SPANWISE_GALLERY");
    const char *const rules[] = {"hallucination_spike", "high_latency", "high_error_rate"};
    for (int i = 0; i < 12; ++i) {
        AlertRecord record;
        record.time = std::chrono::system_clock::now() - i * 7min;
        record.rule = rules[i % 3];
        record.severity = i % 3 == 1 ? AlertSeverity::Warning : AlertSeverity::Critical;
        record.from = i % 2 == 0 ? AlertState::Pending : AlertState::Firing;
        record.to = i % 2 == 0 ? AlertState::Firing : AlertState::Resolved;
        record.value = i % 3 == 1 ? 3310 : 0.112;
        record.expression = i % 3 == 1 ? "p95_latency_ms > 3000" : "hallucination_rate > 0.1";
        m_store->put(record);
    }
    m_page->setActive(true);
    m_page->setAlerts(usual());
    QTRY_COMPARE(m_page->findChild<AlertHistoryModel *>()->rowCount(), 12);
    for (const auto kind : {Theme::Kind::Dark, Theme::Kind::Light, Theme::Kind::HighContrast}) {
        m_theme->setKind(kind);
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
            m_page->resize(size);
            QTest::qWait(20);
            const QPixmap picture = m_page->grab();
            QVERIFY(!picture.isNull());
            if (!folder.isEmpty())
                QVERIFY(picture.save(
                    QStringLiteral("%1/alerts-%2-%3.png").arg(folder).arg(int(kind)).arg(size.width())));
        }
    }
}

static const Registered<TstAlertsPage> registered;
#include "tst_alertspage.moc"
