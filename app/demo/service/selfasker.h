// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/pipeline.h"

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace spanwise::demo {

/// Asks the pipeline questions at a steady rate, as users would: some questions far more often than others,
/// under varying contexts.
///
/// Owns a thread that keeps the beat and a pool that waits for the answers. When answers take so long that
/// too many are outstanding, a beat is left out and counted.
class SelfAsker
{
public:
    /// rate is in questions a second, above 0. pipeline and dice outlive it.
    SelfAsker(Pipeline &pipeline, std::vector<std::string> questions, double rate, Dice &dice);
    ~SelfAsker(); ///< stops; waits for what is outstanding

    std::uint64_t asked() const { return m_asked.load(); }
    std::uint64_t leftOut() const { return m_leftOut.load(); }

private:
    void keepBeat(const std::stop_token &stop);
    void ask();
    QueryRequest nextRequest();

    Pipeline &m_pipeline;
    const std::vector<std::string> m_questions;
    const double m_rate;
    Dice &m_dice;
    boost::asio::thread_pool m_workers;
    std::atomic<std::size_t> m_outstanding{0};
    std::atomic<std::uint64_t> m_asked{0};
    std::atomic<std::uint64_t> m_leftOut{0};
    std::jthread m_beat; // last: runs only while all else is there
};

} // namespace spanwise::demo
