// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "tests/unit/tracing/collector.h"

#include <QTest>

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t allocations = 0;

class NullExporter final : public spanwise::SpanExporter
{
public:
    spanwise::Status exportBatch(spanwise::TelemetryBatch) override { return spanwise::Done{}; }
};

} // namespace

// Counting replacements of the global operators. All forms, because a sanitizer brings its own of those that
// are left out.
void *operator new(std::size_t size)
{
    ++allocations;
    if (void *const memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}

void *operator new(std::size_t size, std::align_val_t alignment)
{
    ++allocations;
    const auto align = static_cast<std::size_t>(alignment);
    if (void *const memory = std::aligned_alloc(align, (size + align - 1) / align * align))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}

void *operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t &) noexcept
{
    ++allocations;
    const auto align = static_cast<std::size_t>(alignment);
    return std::aligned_alloc(align, (size + align - 1) / align * align);
}

void *operator new[](std::size_t size)
{
    return operator new(size);
}

void *operator new[](std::size_t size, const std::nothrow_t &tag) noexcept
{
    return operator new(size, tag);
}

void operator delete[](void *memory) noexcept
{
    std::free(memory);
}

void operator delete[](void *memory, std::size_t) noexcept
{
    std::free(memory);
}

using namespace spanwise;

class TstAllocations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSpanInSteadyStateAllocatesNothing();
    void largeSpansRecycleTheirMemory();
};

namespace {

template<class OneSpan>
std::size_t allocationsOf(TracerProvider &provider, OneSpan &&oneSpan)
{
    constexpr int burst = 500; // fits the queue
    const auto run = [&](int bursts) {
        std::size_t counted = 0;
        for (int b = 0; b < bursts; ++b) {
            const std::size_t before = allocations;
            for (int i = 0; i < burst; ++i)
                oneSpan(i);
            counted += allocations - before;
            provider.forceFlush();
        }
        return counted;
    };
    run(5);
    return run(20);
}

} // namespace

void TstAllocations::aSpanInSteadyStateAllocatesNothing()
{
    TracerProvider provider({}, std::make_unique<NullExporter>());
    const Tracer tracer = provider.tracer("t");
    const std::size_t counted = allocationsOf(provider, [&](int i) {
        ScopedSpan outer = tracer.start("outer");
        ScopedSpan span = tracer.start("retrieval");
        span.set("openinference.span.kind", "RETRIEVER").set("top_k", i).set("ratio", 0.5);
        span.event("cache", {{"hit", false}});
    });
    QCOMPARE(counted, std::size_t(0));
    QCOMPARE(provider.counters().droppedFull, std::uint64_t(0));
    QCOMPARE(provider.counters().exported, std::uint64_t(25'000));
}

void TstAllocations::largeSpansRecycleTheirMemory()
{
    TracerProvider provider({}, std::make_unique<NullExporter>());
    const Tracer tracer = provider.tracer("t");
    const std::string document(3000, 'd');
    const std::size_t counted = allocationsOf(provider, [&](int i) {
        ScopedSpan span = tracer.start("retrieval");
        for (int d = 0; d < 2; ++d)
            span.set("document", document).set("i", i);
    });
    QCOMPARE(counted, std::size_t(0));
    QCOMPARE(provider.counters().droppedFull, std::uint64_t(0));
}

static const spanwise::test::Registered<TstAllocations> registered;
#include "tst_allocations.moc"
