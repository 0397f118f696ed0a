// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/receive/compressed.h"
#include "tests/integration/receive/listenertest.h"
#include "tests/support/suite.h"

using namespace spanwise;
using namespace spanwise::test;

namespace {

const std::string spans =
    R"([{"traceId":"5af7183fb1d4cf5f","id":"352bff9a74ca9ad2","name":"get","kind":"CLIENT",)"
    R"("timestamp":1556604172355737,"duration":1431,"localEndpoint":{"serviceName":"frontend"}},)"
    R"({"traceId":"no hex","id":"352bff9a74ca9ad3","name":"bad"}])";

/// ListOfSpans with one span: trace id, id, name "get", timestamp in us, duration (protocols.md 6).
const std::string protobufSpans("\x0a\x2c\x0a\x10"
                                "0123456789abcdef"
                                "\x1a\x08"
                                "01234567"
                                "\x2a\x03"
                                "get"
                                "\x31\x00\x40\x5e\x1c\xc6\x87\x05\x00"
                                "\x38\x05",
                                46);

} // namespace

/// What Zipkin's senders are answered.
class TstZipkinHttp : public ListenerTest
{
    Q_OBJECT

private Q_SLOTS:
    void jsonIsAccepted();
    void protobufIsAccepted();
    void rubbishIsRefusedInWords();
    void version1SaysWhatToChange();
    void aTokenIsEnforced();

private:
    void startZipkin(std::shared_ptr<const AccessTokens> tokens = std::make_shared<AccessTokens>())
    {
        HttpListenerOptions options;
        options.protocol = HttpProtocol::Zipkin;
        options.tokens = std::move(tokens);
        startServer(options);
    }
    static std::string postSpans(const std::string &body, const std::string &type = "application/json",
                                 const std::string &headers = {})
    {
        return post(body, type, headers, "/api/v2/spans");
    }
};

void TstZipkinHttp::jsonIsAccepted()
{
    startZipkin();
    RawClient client(m_endpoint);
    const auto answer = client.request(postSpans(spans));
    QCOMPARE(answer.status, 202);
    QCOMPARE(answer.body, std::string());
    QCOMPARE(m_writer->stored(), std::vector<std::string>{"get"}); // one bad span does not cost its neighbour
    QCOMPARE(count(&IntakeCounters::rejectedSpans), 1U);
    QCOMPARE(client.request(postSpans(gzip(spans), "application/json", "Content-Encoding: gzip\r\n")).status,
             202);
    QCOMPARE(client.request(postSpans("[]", "text/plain")).status,
             202); // no other type than protobuf means anything
}

void TstZipkinHttp::protobufIsAccepted()
{
    startZipkin();
    RawClient client(m_endpoint);
    QCOMPARE(client.request(postSpans(protobufSpans, "application/x-protobuf")).status, 202);
    QCOMPARE(m_writer->stored(), std::vector<std::string>{"get"});
}

void TstZipkinHttp::rubbishIsRefusedInWords()
{
    startZipkin();
    RawClient client(m_endpoint);
    const auto answer = client.request(postSpans("{\"not\":"));
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.header("content-type"), "text/plain; charset=utf-8");
    QVERIFY(!answer.body.empty());
    m_writer->failing = true;
    const auto later = client.request(postSpans(spans));
    QCOMPARE(later.status, 503);
    QCOMPARE(later.header("retry-after"), "1");
}

void TstZipkinHttp::version1SaysWhatToChange()
{
    startZipkin();
    RawClient client(m_endpoint);
    const auto answer = client.request(post("[]", "application/json", {}, "/api/v1/spans"));
    QCOMPARE(answer.status, 404);
    QVERIFY2(answer.body.find("/api/v2/spans") != std::string::npos, answer.body.c_str());
}

void TstZipkinHttp::aTokenIsEnforced()
{
    startZipkin(std::make_shared<AccessTokens>(std::vector<std::string>{"a-token-for-zipkin"}));
    RawClient client(m_endpoint);
    QCOMPARE(client.request(postSpans(spans)).status, 401);
    QCOMPARE(
        client.request(postSpans(spans, "application/json", "Authorization: Bearer a-token-for-zipkin\r\n"))
            .status,
        202);
}

static const Registered<TstZipkinHttp> registered;
#include "tst_zipkinhttp.moc"
