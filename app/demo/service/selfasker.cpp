// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/selfasker.h"

#include <nlohmann/json.hpp>

#include <boost/asio/post.hpp>

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace spanwise::demo {
namespace {

constexpr std::size_t workerCount = 8;
constexpr std::size_t maxOutstanding = 16;

/// Most users leave everything as it is.
constexpr std::array<const char *, 8> contexts{
    R"({"top_k":5})",
    R"({"top_k":5})",
    R"({"top_k":5})",
    R"({"top_k":5})",
    R"({"top_k":3})",
    R"({"top_k":8})",
    R"({"pipeline":"multi_hop","top_k":5})",
    R"({"rerank":false,"top_k":5})",
};

} // namespace

SelfAsker::SelfAsker(Pipeline &pipeline, std::vector<std::string> questions, double rate, Dice &dice)
    : m_pipeline(pipeline)
    , m_questions(std::move(questions))
    , m_rate(rate)
    , m_dice(dice)
    , m_workers(workerCount)
    , m_beat([this](const std::stop_token &stop) { keepBeat(stop); })
{
}

SelfAsker::~SelfAsker()
{
    m_beat.request_stop();
    m_beat.join();
    m_workers.join();
}

void SelfAsker::keepBeat(const std::stop_token &stop)
{
    const std::chrono::duration<double> interval(1 / m_rate);
    auto next = std::chrono::steady_clock::now();
    std::mutex mutex;
    std::condition_variable_any never;
    while (!stop.stop_requested()) {
        ask();
        next += std::chrono::duration_cast<std::chrono::steady_clock::duration>(interval);
        // After a pause of the whole machine there is nothing to catch up with.
        next = std::max(next, std::chrono::steady_clock::now() - std::chrono::seconds(1));
        std::unique_lock lock(mutex);
        never.wait_until(lock, stop, next, [] { return false; });
    }
}

void SelfAsker::ask()
{
    if (m_outstanding.load() >= maxOutstanding) {
        ++m_leftOut;
        return;
    }
    ++m_outstanding;
    ++m_asked;
    boost::asio::post(m_workers, [this, request = nextRequest()] {
        m_pipeline.answer(request);
        --m_outstanding;
    });
}

QueryRequest SelfAsker::nextRequest()
{
    // The smaller of two picks: early questions are asked more often than late ones.
    const std::size_t pick = std::min(m_dice.pick(m_questions.size()), m_dice.pick(m_questions.size()));
    QueryRequest request{.question = m_questions[pick]};
    const auto context = nlohmann::json::parse(contexts[m_dice.pick(contexts.size())]);
    if (auto parsed = QueryContext::fromJson(context))
        request.context = *std::move(parsed);
    return request;
}

} // namespace spanwise::demo
