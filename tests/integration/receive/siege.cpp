// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/receive/siege.h"

#include <string_view>
#include <utility>

namespace spanwise::test {
namespace {

constexpr auto pace = std::chrono::milliseconds(20);
constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// An attacker that is not answered does not wait for long either.
constexpr int patienceSeconds = 3;

} // namespace

Siege::Siege(Endpoint http, Endpoint grpc, std::string token)
    : m_http(std::move(http))
    , m_grpc(std::move(grpc))
    , m_token(std::move(token))
{
}

template<class Act>
void Siege::repeat(Act act)
{
    m_threads.emplace_back([this, act] {
        while (!m_stopping) {
            act();
            std::this_thread::sleep_for(pace); // nothing waits for it
        }
    });
}

void Siege::begin(std::vector<std::string> requests)
{
    for (int i = 0; i < connectionsOfAKind; ++i) {
        m_idle.push_back(std::make_unique<RawClient>(i % 2 == 0 ? m_http : m_grpc, patienceSeconds));
        m_dripping.push_back(std::make_unique<RawClient>(i % 2 == 0 ? m_http : m_grpc, patienceSeconds));
        open += (m_idle.back()->isConnected() ? 1 : 0) + (m_dripping.back()->isConnected() ? 1 : 0);
    }
    repeat([this] { drip(); });
    repeat([this] { sendHeadersWithoutEnd(); });
    repeat([this] { sendChunksWithoutEnd(); });
    repeat([this] { contradict(); });
    for (std::string &request : requests)
        repeat([this, bomb = std::move(request)] { explode(bomb); });
    m_threads.emplace_back([this] { guess(); });
}

void Siege::stop()
{
    m_stopping = true;
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

/// A byte more on every connection; who was closed comes back.
void Siege::drip()
{
    const std::string request = "POST /v1/traces HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + m_token +
                                "\r\nContent-Type: application/x-protobuf\r\nContent-Length: 1000\r\n\r\n" +
                                std::string(1000, 'x');
    const auto round = static_cast<std::size_t>(drips++);
    for (std::size_t i = 0; i < m_dripping.size() && !m_stopping; ++i) {
        const bool toHttp = i % 2 == 0;
        const std::string_view text = toHttp ? std::string_view(request) : preface;
        if (!m_dripping[i]->send(text.substr(round % text.size(), 1)))
            m_dripping[i] = std::make_unique<RawClient>(toHttp ? m_http : m_grpc, patienceSeconds);
    }
}

void Siege::sendHeadersWithoutEnd()
{
    RawClient client(m_http, patienceSeconds);
    client.send("GET / HTTP/1.1\r\nHost: h\r\n");
    const std::string header = "X-Header: " + std::string(4000, 'x') + "\r\n";
    int sent = 0;
    while (sent < 250 && !m_stopping && client.send(header)) // a megabyte
        ++sent;
    if (!m_stopping)
        (sent < 250 || client.receive().status == 431 ? endlessHeaders : endlessTaken)++;
}

void Siege::sendChunksWithoutEnd()
{
    RawClient client(m_http, patienceSeconds);
    client.send("POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: "
                "application/x-protobuf\r\nAuthorization: Bearer " +
                m_token + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(65536, ' ') + "\r\n";
    int sent = 0;
    while (sent < 1'200 && !m_stopping && client.send(chunk)) // 75 MB
        ++sent;
    if (m_stopping)
        return;
    const int status = sent < 1'200 ? 413 : client.receive().status;
    (status == 413 || status == 429 ? endlessBodies : endlessTaken)++;
}

void Siege::contradict()
{
    const std::string head = "POST /v1/traces HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + m_token +
                             "\r\nContent-Type: application/x-protobuf\r\n";
    for (const char *const lengths :
         {"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
          "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nabcde", "Content-Length: -1\r\n\r\n",
          "Content-Length: 99999999999999999999999\r\n\r\n"}) {
        ++conflicts;
        const int status = RawClient(m_http, patienceSeconds).request(head + lengths).status;
        conflictsTaken += status >= 200 && status < 300 ? 1 : 0;
    }
}

void Siege::explode(const std::string &bomb)
{
    const int status = RawClient(m_http, patienceSeconds).request(bomb).status;
    if (m_stopping)
        return;
    ++bombs;
    bombsNotRefused += status >= 200 && status < 300 ? 1 : 0;
}

void Siege::guess()
{
    constexpr int atOnce = 20;
    auto client = std::make_unique<RawClient>(m_http, patienceSeconds);
    while (guesses < wantedGuesses && !m_stopping) {
        std::string requests;
        for (int i = 0; i < atOnce; ++i)
            requests += "POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: "
                        "application/x-protobuf\r\nAuthorization: Bearer wrong-token-number-" +
                        std::to_string(guesses + i) + "\r\nContent-Length: 0\r\n\r\n";
        client->send(requests);
        for (int i = 0; i < atOnce; ++i) {
            const int status = client->receive().status;
            if (status == 0) { // closed, as a guesser may be: these guesses were not judged
                client = std::make_unique<RawClient>(m_http, patienceSeconds);
                break;
            }
            ++guesses;
            guessesNotRefused += status == 401 ? 0 : 1;
        }
    }
}

} // namespace spanwise::test
