// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp_protobuf.h"
#include "core/intake/intake.h"
#include "core/receive/httplistener.h"
#include "core/receive/ingest.h"
#include "tests/integration/receive/fakewriter.h"
#include "tests/integration/receive/rawclient.h"
#include "tests/support/outline.h"

#include <QTest>

#include <mutex>

namespace spanwise::test {

inline std::string post(const std::string &body, const std::string &type = "application/x-protobuf",
                        const std::string &headers = {}, const std::string &path = "/v1/traces")
{
    return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

inline std::string goodBody(const std::string &name = "query")
{
    return encodeOtlpProtobuf(batchFromOutline(name + " 0 9"));
}

/// An HTTP listener on a free port before an intake whose store is a FakeWriter, made anew for every test.
class ListenerTest : public QObject
{
    Q_OBJECT

protected Q_SLOTS:
    void init()
    {
        m_writer = std::make_unique<FakeWriter>();
        m_counters = std::make_shared<IntakeCounters>();
        m_refusals.clear();
    }
    void cleanup()
    {
        if (m_writer)
            m_writer->hold(false);
        stopListener();
        m_ingest.reset();
        m_intake.reset();
        m_writer.reset();
    }

protected:
    virtual void stopListener() { m_server.reset(); }
    void startIntake(IntakeOptions intakeOptions, IngestLimits limits)
    {
        m_intake = std::make_unique<Intake>(*m_writer, m_counters, intakeOptions);
        m_intake->start();
        m_ingest = std::make_shared<Ingest>(*m_intake, limits);
    }
    std::function<void(const std::string &, const std::string &)> noteRefusal()
    {
        return [this](const std::string &peer, const std::string &reason) {
            const std::lock_guard lock(m_mutex);
            m_refusals.push_back(peer + " " + reason);
        };
    }
    void startServer(HttpListenerOptions options = {}, IntakeOptions intakeOptions = {},
                     IngestLimits limits = {})
    {
        options.listen = {"127.0.0.1", 0};
        startIntake(intakeOptions, limits);
        m_server = std::make_unique<HttpListener>(m_ingest, options, noteRefusal());
        const Status started = m_server->start();
        QVERIFY2(started, started ? "" : started.error().message.c_str());
        m_endpoint = m_server->endpoint();
        QVERIFY(m_endpoint.port != 0);
    }
    std::uint64_t count(std::atomic<std::uint64_t> IntakeCounters::*counter) const
    {
        return (*m_counters).*counter;
    }
    std::vector<std::string> refusals()
    {
        const std::lock_guard lock(m_mutex);
        return m_refusals;
    }

    std::unique_ptr<FakeWriter> m_writer;
    std::shared_ptr<IntakeCounters> m_counters;
    std::unique_ptr<Intake> m_intake;
    std::shared_ptr<Ingest> m_ingest;
    std::unique_ptr<HttpListener> m_server;
    Endpoint m_endpoint;

private:
    std::mutex m_mutex;
    std::vector<std::string> m_refusals; // guarded by m_mutex
};

} // namespace spanwise::test
