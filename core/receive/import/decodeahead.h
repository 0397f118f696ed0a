// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"
#include "core/receive/import/decodedsink.h"
#include "core/receive/import/fileformat.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace spanwise {

/// Decodes the values of a file on other threads while the file is read, and hands the results out in the
/// order in which the values were put in.
///
/// Used by one thread, on which deliver() is called. It decodes too, when the others are behind: a file of
/// one value needs no thread at all. Holds at most mostBytes of values that are not delivered, or one value.
/// What was not delivered when it is destroyed is dropped.
class DecodeAhead
{
public:
    /// Called on any thread; does not throw.
    using Decode = std::function<Result<DecodedBatch>(std::string json, FileFormat format)>;
    using Deliver = std::function<void(Result<DecodedBatch> decoded, FilePlace place)>;

    static constexpr std::size_t mostBytes = 24U << 20U;

    DecodeAhead(Decode decode, Deliver deliver);
    ~DecodeAhead();
    DecodeAhead(const DecodeAhead &) = delete;
    DecodeAhead &operator=(const DecodeAhead &) = delete;

    /// May deliver earlier ones.
    void put(std::string json, FileFormat format, FilePlace place);
    /// Delivers everything that was put in.
    void drain();

private:
    struct Value
    {
        std::string json;
        FileFormat format;
        FilePlace place;
    };
    /// Small values share the way to a thread and back.
    struct Task
    {
        enum class State : std::uint8_t { Waiting, UnderWay, Done };

        std::vector<Value> values;
        std::vector<Result<DecodedBatch>> decoded;
        std::size_t bytes = 0;
        State state = State::Waiting;
    };

    void close();
    void startThreads();
    void work(const std::stop_token &stop);
    void run(Task &task) const;
    Task *nextWaiting();
    bool isEmpty();
    void deliverDone();
    void deliverUntil(std::size_t bytesLeft);
    void deliverFront();

    Decode m_decode;
    Deliver m_deliver;
    Task m_open; // being filled
    std::size_t m_bytes = 0;

    std::mutex m_mutex;
    std::condition_variable_any m_waiting; // a task to be taken
    std::condition_variable m_done;
    std::deque<std::unique_ptr<Task>> m_tasks; // those before the first waiting one are under way or done
    std::vector<std::jthread> m_threads;
};

} // namespace spanwise
