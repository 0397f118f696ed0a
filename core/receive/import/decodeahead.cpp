// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/decodeahead.h"

#include <algorithm>
#include <utility>

namespace spanwise {
namespace {

constexpr std::size_t taskBytes = 256U << 10U;
constexpr unsigned mostThreads = 4;

} // namespace

DecodeAhead::DecodeAhead(Decode decode, Deliver deliver)
    : m_decode(std::move(decode))
    , m_deliver(std::move(deliver))
{
}

DecodeAhead::~DecodeAhead() = default; // the threads end after the value in hand

void DecodeAhead::put(std::string json, FileFormat format, FilePlace place)
{
    m_open.bytes += json.size();
    m_open.values.push_back({std::move(json), format, place});
    if (m_open.bytes < taskBytes)
        return;
    close();
    deliverDone();
    deliverUntil(mostBytes);
}

void DecodeAhead::drain()
{
    close();
    deliverUntil(0);
}

/// What was collected becomes a task.
void DecodeAhead::close()
{
    if (m_open.values.empty())
        return;
    m_bytes += m_open.bytes;
    bool isSecond = false;
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::make_unique<Task>(std::exchange(m_open, {})));
        isSecond = m_tasks.size() > 1;
    }
    if (isSecond && m_threads.empty())
        startThreads();
    m_waiting.notify_one();
}

/// One less than there are processors: this thread reads and takes.
void DecodeAhead::startThreads()
{
    const unsigned count = std::clamp(std::thread::hardware_concurrency(), 2U, mostThreads) - 1;
    for (unsigned i = 0; i < count; ++i)
        m_threads.emplace_back([this](const std::stop_token &stop) { work(stop); });
}

void DecodeAhead::work(const std::stop_token &stop)
{
    while (true) {
        Task *task = nullptr;
        {
            std::unique_lock lock(m_mutex);
            if (!m_waiting.wait(lock, stop, [&] { return (task = nextWaiting()) != nullptr; }))
                return;
            task->state = Task::State::UnderWay;
        }
        run(*task);
        {
            const std::lock_guard lock(m_mutex);
            task->state = Task::State::Done;
        }
        m_done.notify_one();
    }
}

void DecodeAhead::run(Task &task) const
{
    task.decoded.reserve(task.values.size());
    for (Value &value : task.values)
        task.decoded.push_back(m_decode(std::move(value.json), value.format));
}

DecodeAhead::Task *DecodeAhead::nextWaiting()
{
    const auto waiting =
        std::ranges::find(m_tasks, Task::State::Waiting, [](const auto &task) { return task->state; });
    return waiting == m_tasks.end() ? nullptr : waiting->get();
}

void DecodeAhead::deliverDone()
{
    while (true) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_tasks.empty() || m_tasks.front()->state != Task::State::Done)
                return;
        }
        deliverFront();
    }
}

bool DecodeAhead::isEmpty()
{
    const std::lock_guard lock(m_mutex);
    return m_tasks.empty();
}

void DecodeAhead::deliverUntil(std::size_t bytesLeft)
{
    while (m_bytes > bytesLeft || (bytesLeft == 0 && !isEmpty())) {
        Task *own = nullptr;
        {
            std::unique_lock lock(m_mutex);
            if (m_tasks.front()->state != Task::State::Done && (own = nextWaiting()) != nullptr)
                own->state = Task::State::UnderWay;
            else
                m_done.wait(lock, [&] { return m_tasks.front()->state == Task::State::Done; });
        }
        if (own == nullptr) {
            deliverFront();
            continue;
        }
        run(*own);
        const std::lock_guard lock(m_mutex);
        own->state = Task::State::Done;
    }
}

void DecodeAhead::deliverFront()
{
    std::unique_ptr<Task> task;
    {
        const std::lock_guard lock(m_mutex);
        task = std::move(m_tasks.front());
        m_tasks.pop_front();
    }
    m_bytes -= task->bytes;
    for (std::size_t i = 0; i < task->values.size(); ++i)
        m_deliver(std::move(task->decoded[i]), task->values[i].place);
}

} // namespace spanwise
