// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/history.h"
#include "app/spanwise/storewatch.h"
#include "tests/support/storebatches.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace std::chrono_literals;

/// Two stores on one file stand for two processes.
class TstStoreWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatAnotherProcessStoresIsNews();
    void whileNobodyLooksNothingIsAskedAndLaterTheNewsComes();

private:
    void storeElsewhere(std::uint32_t number)
    {
        const AdmittedBatch batch = queryBatch(number, 0, "why?");
        const AdmittedBatch *const group[] = {&batch};
        QVERIFY(m_other->append(group));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<const StoreReader> m_own;
    std::unique_ptr<Store> m_other;
};

void TstStoreWatch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const auto opened = [this] {
        auto history = openHistory(m_folder->path());
        if (!history)
            qFatal("%s", history.error().message.c_str());
        return std::move(history->store);
    };
    m_own = opened();
    m_other = opened();
}

void TstStoreWatch::whatAnotherProcessStoresIsNews()
{
    Live live;
    live.update({.receivedSpans = 7});
    QSignalSpy changed(&live, &Live::changed);
    int asked = 0;
    const StoreWatch watch(
        m_own, live, [&] { return ++asked > 0; }, 5ms);
    QTRY_VERIFY(asked > 3);
    QCOMPARE(changed.size(), 0); // nothing happened since it began to look

    storeElsewhere(1);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(live.status().receivedSpans, 7U); // its own counters did not move
    const int before = asked;
    QTRY_VERIFY(asked > before + 3);
    QCOMPARE(changed.size(), 1);
}

void TstStoreWatch::whileNobodyLooksNothingIsAskedAndLaterTheNewsComes()
{
    Live live;
    QSignalSpy changed(&live, &Live::changed);
    bool visible = true;
    int asked = 0;
    const StoreWatch watch(
        m_own, live,
        [&] {
            ++asked;
            return visible;
        },
        5ms);
    QTRY_VERIFY(asked > 3);
    visible = false;
    storeElsewhere(1);
    const int before = asked;
    QTRY_VERIFY(asked > before + 3);
    const auto seen = changed.size(); // a question that was on its way may have seen it
    visible = true;
    QTRY_COMPARE(changed.size(), 1);
    QVERIFY(seen <= 1);
}

static const Registered<TstStoreWatch> registered;
#include "tst_storewatch.moc"
