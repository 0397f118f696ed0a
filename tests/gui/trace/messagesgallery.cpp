// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the Messages tab in its states, light and dark, narrow and wide, and says how long large
// conversations take: messages_gallery DIR [TRACE.json ...]
#include "core/codec/otlp_json.h"
#include "tests/support/agenttrace.h"
#include "ui/page/findbar.h"
#include "ui/trace/conversationview.h"
#include "ui/trace/details.h"
#include "ui/trace/jsontree.h"
#include "ui/trace/messagespage.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLineEdit>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <tuple>

using namespace Qt::StringLiterals;
using namespace spanwise;

namespace {

/// Of this thread alone: other programs of the machine do not count.
double cpuMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class MessagesGallery
{
public:
    MessagesGallery(QString directory, Theme &theme, QString prefix, QSize size)
        : m_directory(std::move(directory))
        , m_prefix(std::move(prefix))
        , m_details(theme, standardReaders())
    {
        m_details.resize(size);
        m_details.setTab(SpanDetails::Tab::Messages);
        m_details.show();
    }

    void renderStates()
    {
        const auto trace = test::weatherTrace();
        m_details.showSpan(trace, SpanRow{2});
        save(u"conversation"_s);
        auto *page = m_details.findChild<MessagesPage *>();
        auto *view = m_details.findChild<ConversationView *>();
        view->setAllFolds(MessageFold::Closed);
        save(u"folded"_s);
        auto *find = page->findChild<FindBar *>(u"findInMessages"_s);
        find->open();
        find->findChild<QLineEdit *>()->setText(u"rule 2"_s);
        save(u"search"_s);
        find->close();
        page->showJson(2);
        page->findChild<JsonTree *>()->unfoldAll();
        save(u"json"_s);
        page->comparePrompts();
        save(u"diff"_s);
        m_details.showSpan(trace, SpanRow{0});
        save(u"empty"_s);
    }

    void renderFile(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return;
        auto decoded = decodeOtlpJson(file.readAll().toStdString());
        if (!decoded)
            return;
        TelemetryBatch batch = std::move(decoded->batch);
        std::ranges::stable_sort(batch.spans, {}, [](const Span &span) { return span.time.begin; });
        auto facts = readFacts(batch);
        const auto trace = std::make_shared<const Trace>(std::move(batch), std::move(facts));
        for (std::size_t i = trace->size(); i-- > 0;) {
            if (!messagesOf(*trace, static_cast<SpanRow>(i)).empty()) {
                m_details.showSpan(trace, static_cast<SpanRow>(i));
                save(QFileInfo(path).completeBaseName());
                return;
            }
        }
        std::printf("%s: no messages\n", qPrintable(path));
    }

    void measure()
    {
        std::string prompt;
        while (prompt.size() < 2'000'000)
            prompt += "The writer groups commits, so an acknowledged span is a committed one, whichever "
                      "sender waits for it. ";
        std::string many = test::said("system", "Be brief.");
        for (int i = 0; i < 499; ++i)
            many += ',' + test::said(i % 2 == 0 ? "user" : "assistant",
                                     "Message " + std::to_string(i) + "\n" + prompt.substr(0, 600));
        const auto small = test::weatherTrace();
        const auto large = test::agentTrace({{test::said("user", prompt), test::said("assistant", "So.")},
                                             {many, test::said("assistant", "Done.")}});
        auto *view = m_details.findChild<ConversationView *>();
        const auto timed = [&](const char *what, auto act) {
            std::vector<double> times;
            for (int i = 0; i < 9; ++i) {
                m_details.showSpan(small, SpanRow{1});
                QApplication::processEvents();
                const double begin = cpuMilliseconds();
                act();
                view->viewport()->repaint();
                times.push_back(cpuMilliseconds() - begin);
            }
            std::ranges::sort(times);
            std::printf("%-44s %6.1f ms (worst %.1f)\n", what, times[4], times.back());
        };
        timed("small conversation", [&] { m_details.showSpan(small, SpanRow{2}); });
        timed("prompt of 2 MB, selected", [&] { m_details.showSpan(large, SpanRow{1}); });
        timed("500 messages, selected", [&] { m_details.showSpan(large, SpanRow{2}); });
        timed("prompt of 2 MB, selected and unfolded", [&] {
            m_details.showSpan(large, SpanRow{1});
            view->setFold(0, MessageFold::Whole);
        });
        timed("500 messages, selected and folded", [&] {
            m_details.showSpan(large, SpanRow{2});
            view->setAllFolds(MessageFold::Closed);
        });
    }

private:
    void save(const QString &name)
    {
        for (int i = 0; i < 6; ++i)
            QTest::qWait(20);
        const QString file = QDir(m_directory).filePath(m_prefix % u'-' % name % u".png"_s);
        m_details.grab().save(file);
        std::printf("%s\n", qPrintable(file));
    }

    QString m_directory;
    QString m_prefix;
    SpanDetails m_details;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: messages_gallery DIR [TRACE.json ...]\n");
        return 2;
    }
    QDir().mkpath(arguments[1]);
    for (const auto &[kind, name] : {std::pair{Theme::Kind::Light, u"light"_s},
                                     {Theme::Kind::Dark, u"dark"_s},
                                     {Theme::Kind::HighContrast, u"contrast"_s}}) {
        Theme theme(kind);
        theme.apply();
        for (const QSize size : {QSize(432, 700), QSize(1000, 900)}) {
            MessagesGallery gallery(arguments[1], theme, name % u'-' % QString::number(size.width()), size);
            gallery.renderStates();
            for (const QString &path : arguments.mid(2))
                gallery.renderFile(path);
            if (kind == Theme::Kind::Light)
                gallery.measure();
        }
    }
    return 0;
}
