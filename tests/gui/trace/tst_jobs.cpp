// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "ui/jobs/latestjob.h"

#include <QImage>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

/// Jobs that occupy every thread of a pool until they are let go.
class BusyPool
{
public:
    explicit BusyPool(QObject &owner)
    {
        for (int i = 0; i < 2 * jobPool().maxThreadCount(); ++i) {
            m_jobs.push_back(std::make_unique<LatestJob>(&owner));
            m_jobs.back()->start(
                [this](const std::stop_token &) {
                    std::unique_lock lock(m_mutex);
                    m_letGo.wait(lock, [this] { return m_over; });
                    return 0;
                },
                [](int) {});
        }
    }
    ~BusyPool()
    {
        letGo();
        jobPool().waitForDone();
    }
    void letGo()
    {
        const std::lock_guard lock(m_mutex);
        m_over = true;
        m_letGo.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_letGo;
    bool m_over = false;
    std::vector<std::unique_ptr<LatestJob>> m_jobs;
};

} // namespace

class TstJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paintingDoesNotWaitForJobs();
    void onlyTheLatestAnswerIsDelivered();
};

void TstJobs::paintingDoesNotWaitForJobs()
{
    BusyPool busy(*this);
    QTRY_COMPARE(jobPool().activeThreadCount(), jobPool().maxThreadCount());
    // Qt converts an image of this size on several threads, and waits for them.
    QImage image(3000, 3000, QImage::Format_ARGB32);
    image.fill(Qt::red);
    std::atomic<bool> done = false;
    std::atomic<bool> wasLate = false;
    const std::jthread guard([&] { // lets the test end when it fails
        for (int i = 0; i < 500 && !done; ++i)
            std::this_thread::sleep_for(10ms);
        wasLate = !done;
        busy.letGo();
    });
    const QImage converted = image.convertToFormat(QImage::Format_RGBA64);
    done = true;
    QVERIFY(!wasLate);
    QCOMPARE(converted.pixelColor(2999, 2999), QColor(Qt::red));
}

void TstJobs::onlyTheLatestAnswerIsDelivered()
{
    LatestJob job(this);
    std::vector<int> answers;
    for (int i = 0; i < 5; ++i)
        job.start([i](const std::stop_token &) { return i; }, [&](int answer) { answers.push_back(answer); });
    QTRY_COMPARE(answers, std::vector<int>{4});
    job.start([](const std::stop_token &) { return 5; }, [&](int answer) { answers.push_back(answer); });
    job.cancel();
    jobPool().waitForDone();
    QTest::qWait(0);
    QCOMPARE(answers, std::vector<int>{4});
}

static const test::Registered<TstJobs> registered;

} // namespace spanwise

#include "tst_jobs.moc"
