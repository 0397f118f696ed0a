// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/provider.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace spanwise::test {

/// What an exporter received, shared between the exporter in the provider and the test.
class Collected
{
public:
    void add(TelemetryBatch batch)
    {
        const std::lock_guard lock(m_mutex);
        m_batches.push_back(std::move(batch));
    }

    /// The only span of that name; a default one when there is none.
    Span span(std::string_view name) const
    {
        const std::lock_guard lock(m_mutex);
        for (const TelemetryBatch &batch : m_batches) {
            for (const Span &span : batch.spans) {
                if (span.name == name)
                    return span;
            }
        }
        return {};
    }

    std::size_t spanCount() const
    {
        const std::lock_guard lock(m_mutex);
        std::size_t count = 0;
        for (const TelemetryBatch &batch : m_batches)
            count += batch.spans.size();
        return count;
    }

    /// For tests that look at batches as they are; nothing may be exported meanwhile.
    const std::vector<TelemetryBatch> &batches() const { return m_batches; }

private:
    mutable std::mutex m_mutex;
    std::vector<TelemetryBatch> m_batches;
};

/// A door that a test closes to keep the exporter busy.
class Gate
{
public:
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_open = false;
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    /// Called by the exporter.
    void pass()
    {
        std::unique_lock lock(m_mutex);
        ++m_arrived;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_open; });
    }
    void waitForArrival(int count)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_arrived >= count; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = true;
    int m_arrived = 0;
};

class CollectingExporter final : public SpanExporter
{
public:
    explicit CollectingExporter(std::shared_ptr<Collected> collected, std::shared_ptr<Gate> gate = nullptr)
        : m_collected(std::move(collected))
        , m_gate(std::move(gate))
    {
    }

    Status exportBatch(TelemetryBatch batch) override
    {
        if (m_gate != nullptr)
            m_gate->pass();
        m_collected->add(std::move(batch));
        return Done{};
    }
    void cancel() noexcept override
    {
        if (m_gate != nullptr)
            m_gate->open();
    }

private:
    const std::shared_ptr<Collected> m_collected;
    const std::shared_ptr<Gate> m_gate;
};

/// A provider whose spans can be looked at after flush().
struct Traced
{
    explicit Traced(ProviderOptions options = {}, std::shared_ptr<Gate> gate = nullptr)
        : collected(std::make_shared<Collected>())
        , provider(std::make_unique<TracerProvider>(
              std::move(options), std::make_unique<CollectingExporter>(collected, std::move(gate))))
        , tracer(provider->tracer("test", "1.0"))
    {
    }

    Span flushed(std::string_view name)
    {
        provider->forceFlush();
        return collected->span(name);
    }

    std::shared_ptr<Collected> collected;
    std::unique_ptr<TracerProvider> provider;
    Tracer tracer;
};

} // namespace spanwise::test
