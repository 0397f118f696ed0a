// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/setsview.h"

#include "core/search/searchparts.h"
#include "ui/compare/liftmodel.h"
#include "ui/compare/plaintable.h"
#include "ui/compare/plaintree.h"
#include "ui/compare/setdelegate.h"
#include "ui/compare/setmodel.h"
#include "ui/models/format.h"
#include "ui/queries/listnote.h"
#include "ui/queries/searchedit.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int pollMs = 100;
constexpr std::uint32_t sampledQueries = 500;

Timestamp timestampOf(const QDateTime &time)
{
    return Timestamp(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

/// What stands in the table of lifts, and what was left out of it.
QString liftWords(const SetComparison &comparison)
{
    QStringList sentences{comparison.lifts.empty()
                              ? SetsView::tr("No attribute is clearly more frequent in one of the sets.")
                              : SetsView::tr("Attributes that one set has clearly more often, surest first. "
                                             "Enter lists the queries that have it.")};
    if (comparison.tested > 0)
        sentences += SetsView::tr("Of %1 no more than %2 of what is listed is expected to be chance.")
                         .arg(counted(comparison.tested, SetsView::tr("1 value tested"),
                                      SetsView::tr("%1 values tested")),
                              formatPercent(liftFalseRate));
    if (comparison.ownKeys > 0)
        sentences +=
            counted(comparison.ownKeys,
                    SetsView::tr("1 attribute is left out: its values are (nearly) every query's own."),
                    SetsView::tr("%1 attributes are left out: their values are (nearly) every query's own."));
    if (comparison.lateKeys > 0)
        sentences += counted(
            comparison.lateKeys,
            SetsView::tr("1 attribute of evaluations is left out: it was written after the fact."),
            SetsView::tr("%1 attributes of evaluations are left out: they were written after the fact."));
    return sentences.join(u' ');
}

/// As a text in the search language.
QString quoted(const std::string &value)
{
    return QString::fromStdString(writtenValue(Datum::of(std::string_view(value))));
}

} // namespace

/// What the reading thread counts and the screen looks at.
struct SetsView::Shared
{
    std::atomic<std::uint64_t> left = 0;
    std::atomic<std::uint64_t> right = 0;
};

/// What a preset found out about the history.
struct SetsView::Filled
{
    QString left;
    QString right;
    QString problem;
};

SetsView::SetsView(Theme &theme, std::shared_ptr<const StoreReader> store, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_store(std::move(store))
    , m_steps(new SetModel(this))
    , m_lifts(new LiftModel(this))
    , m_note(new ListNote(this))
    , m_poll(new QTimer(this))
{
    auto *const body = new QWidget(this);
    m_layers = new QStackedLayout(body);
    m_layers->addWidget(m_note);
    m_content = buildResult();
    m_layers->addWidget(m_content);
    auto *const rule = new QFrame(this);
    rule->setProperty("rule", true);
    rule->setFixedHeight(1);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildWish());
    column->addWidget(rule);
    column->addWidget(body, 1);
    m_note->show(tr("Two sets of queries against each other"),
                 tr("Choose what to compare above: slow queries with the rest, failed ones with the rest, "
                    "two builds, before and after an "
                    "instant, or any two searches.\nFor each step both distributions are shown, and below "
                    "what is different about the sets."),
                 tr("Compare slow queries with the rest"));
    connect(m_note, &ListNote::actionRequested, this, [this] {
        if (m_running)
            return;
        m_runWhenFilled = true;
        usePreset(Preset::Slow);
    });
    connect(m_poll, &QTimer::timeout, this, &SetsView::showProgress);
    usePreset(Preset::Slow);
}

SetsView::~SetsView() = default;

QWidget *SetsView::buildWish()
{
    auto *const bar = new QWidget(this);
    m_preset = new QComboBox(bar);
    m_preset->setAccessibleName(tr("What is compared"));
    for (const QString &words :
         {tr("Slow queries against the rest"), tr("Failed queries against the rest"),
          tr("Two builds (service.version)"), tr("Before and after an instant"), tr("Two searches")})
        m_preset->addItem(words);
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        m_runWhenFilled = false;
        usePreset(static_cast<Preset>(index));
        if (static_cast<Preset>(index) == Preset::Searches)
            m_left->setFocus();
    });
    m_left = new SearchEdit(m_theme, bar);
    m_left->setPlaceholderText(tr("A: every query"));
    m_left->setAccessibleName(tr("Search for set A"));
    m_right = new SearchEdit(m_theme, bar);
    m_right->setPlaceholderText(tr("B: every query"));
    m_right->setAccessibleName(tr("Search for set B"));
    for (const SearchEdit *search : {m_left, m_right}) {
        connect(search, &QLineEdit::textEdited, this, [this] { // they are the user's own from here on
            m_fillJob.cancel();
            if (m_instantRow->isHidden())
                m_preset->setCurrentIndex(static_cast<int>(Preset::Searches));
        });
    }
    m_rest = new QCheckBox(tr("without those of A"), bar);
    m_rest->setToolTip(tr("B is what its search finds, less the queries that are in A"));
    m_instantRow = new QWidget(bar);
    m_instant = new QDateTimeEdit(QDateTime::currentDateTime().addSecs(-3600), m_instantRow);
    m_instant->setCalendarPopup(true);
    m_instant->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
    auto *const instant = new QHBoxLayout(m_instantRow);
    instant->setContentsMargins(0, 0, 0, 0);
    instant->addWidget(new QLabel(tr("A before, B from"), m_instantRow));
    instant->addWidget(m_instant);
    instant->addStretch();
    m_go = new QPushButton(tr("Compare"), bar);
    m_go->setProperty("primary", true);
    m_progress = new QLabel(bar);
    m_progress->setProperty("tone", u"secondary"_s);
    for (SearchEdit *const edit : {m_left, m_right})
        connect(edit, &QLineEdit::returnPressed, this, &SetsView::run);
    connect(m_go, &QPushButton::clicked, this, [this] { m_running ? cancel() : run(); });

    auto *const top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_preset);
    top->addWidget(m_instantRow);
    top->addStretch(1);
    top->addWidget(m_progress);
    top->addWidget(m_go);
    m_searches = new QWidget(bar);
    auto *const searches = new QHBoxLayout(m_searches);
    searches->setContentsMargins(0, 0, 0, 0);
    searches->setSpacing(8);
    searches->addWidget(new QLabel(u"A"_s, m_searches));
    searches->addWidget(m_left, 1);
    searches->addWidget(new QLabel(u"B"_s, m_searches));
    searches->addWidget(m_right, 1);
    searches->addWidget(m_rest);
    auto *const column = new QVBoxLayout(bar);
    column->setContentsMargins(14, 8, 14, 8);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(m_searches);
    return bar;
}

QWidget *SetsView::buildResult()
{
    auto *const part = new QWidget(this);
    m_summary = new QLabel(part);
    m_summary->setProperty("tone", u"secondary"_s);
    m_summary->setContentsMargins(14, 8, 14, 8);
    m_summary->setWordWrap(true);
    auto *const steps = new PlainTable(m_steps, 46, part);
    steps->setItemDelegate(new SetDelegate(m_theme, *m_steps, steps));
    steps->setAccessibleName(tr("Steps of both sets"));
    steps->horizontalHeader()->setSectionResizeMode(SetModel::Distribution, QHeaderView::Stretch);
    steps->setColumnWidth(SetModel::Name, 210);
    for (const int column : {SetModel::LeftP50, SetModel::RightP50, SetModel::LeftP95, SetModel::RightP95})
        steps->setColumnWidth(column, 84);
    steps->setColumnWidth(SetModel::Present, 124);
    steps->setColumnWidth(SetModel::Failed, 124);
    auto *const below = new QWidget(part);
    m_liftNote = new QLabel(below);
    m_liftNote->setProperty("tone", u"secondary"_s);
    m_liftNote->setContentsMargins(14, 8, 14, 4);
    m_liftNote->setWordWrap(true);
    auto *const lifts = new PlainTree(m_lifts, below);
    lifts->setAccessibleName(tr("What is different about the sets"));
    lifts->header()->setSectionResizeMode(LiftModel::What, QHeaderView::Stretch);
    for (const int column : {LiftModel::Left, LiftModel::Right, LiftModel::Difference})
        lifts->setColumnWidth(column, 150);
    lifts->setColumnWidth(LiftModel::Ratio, 110);
    connect(lifts, &QTreeView::activated, this, &SetsView::openLift);
    auto *const lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(0);
    lower->addWidget(m_liftNote);
    lower->addWidget(lifts, 1);
    auto *const split = new QSplitter(Qt::Vertical, part);
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    split->addWidget(steps);
    split->addWidget(below);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto *const column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_summary);
    column->addWidget(split, 1);
    return part;
}

void SetsView::usePreset(Preset preset)
{
    m_fillJob.cancel();
    m_preset->setCurrentIndex(static_cast<int>(preset));
    m_instantRow->setVisible(preset == Preset::BeforeAfter);
    switch (preset) {
    case Preset::Slow:
        return fillSlow();
    case Preset::Failed:
        return putSearches(u"{ failed }"_s, {}, true);
    case Preset::Builds:
        return fillBuilds();
    case Preset::BeforeAfter:
        return putSearches({}, {}, false);
    case Preset::Searches:
        m_rest->setChecked(false);
        return;
    }
}

void SetsView::setSearches(const QString &left, const QString &right, bool rightIsRest)
{
    usePreset(Preset::Searches); // what is looked up for another one must not come over these
    putSearches(left, right, rightIsRest);
}

void SetsView::putSearches(const QString &left, const QString &right, bool rightIsRest)
{
    m_left->setText(left);
    m_right->setText(right);
    m_rest->setChecked(rightIsRest);
    if (std::exchange(m_runWhenFilled, false))
        run();
}

/// The slowest tenth of the newest queries.
void SetsView::fillSlow()
{
    m_fillJob.start(
        [store = m_store](const std::stop_token &stop) {
            TraceRequest request;
            request.limit = sampledQueries;
            const auto page = store->list(request, stop);
            Filled filled;
            std::vector<Duration> durations;
            if (!page)
                filled.problem = QString::fromStdString(page.error().message);
            else
                for (const TraceSummary &trace : page->traces)
                    durations.push_back(trace.time.length());
            std::ranges::sort(durations);
            const Duration slow =
                durations.empty() ? Duration(std::chrono::seconds(1)) : durations[durations.size() * 9 / 10];
            filled.left =
                u"{ traceDuration > %1ms }"_s.arg(std::chrono::ceil<std::chrono::milliseconds>(slow).count());
            return filled;
        },
        [this](const Filled &filled) { takeFilled(filled, true); });
}

/// The two builds that answered last.
void SetsView::fillBuilds()
{
    m_fillJob.start(
        [store = m_store](const std::stop_token &stop) {
            Filled filled;
            TraceRequest request;
            request.limit = sampledQueries;
            const auto page = store->list(request, stop);
            std::vector<TraceId> ids;
            if (!page)
                filled.problem = QString::fromStdString(page.error().message);
            else
                for (const TraceSummary &trace : page->traces)
                    ids.push_back(trace.id);
            std::vector<std::string> versions; // newest first
            (void)store->loadEach(
                ids,
                [&](const std::shared_ptr<const Trace> &trace) {
                    if (!trace)
                        return true;
                    for (const Resource &resource : trace->batch().resources) {
                        const Value *const version = spanwise::find(resource.attributes, "service.version");
                        if (version != nullptr && version->isString() &&
                            std::ranges::find(versions, version->string()) == versions.end())
                            versions.emplace_back(version->string());
                    }
                    return versions.size() < 2;
                },
                stop);
            const auto search = [](const std::string &version) {
                return QString(u"{ resource.service.version = "_s % quoted(version) % u" }"_s);
            };
            if (versions.size() < 2 && filled.problem.isEmpty())
                filled.problem =
                    versions.empty()
                        ? tr("No query carries service.version. Set it in OTEL_RESOURCE_ATTRIBUTES.")
                        : tr("All of the newest queries were answered by one build.");
            filled.left = search(versions.size() < 2 ? std::string() : versions[1]);
            filled.right = search(versions.empty() ? std::string() : versions[0]);
            return filled;
        },
        [this](const Filled &filled) { takeFilled(filled, false); });
}

void SetsView::takeFilled(const Filled &filled, bool rightIsRest)
{
    if (!m_running)
        m_progress->setText(filled.problem);
    putSearches(filled.left, filled.right, rightIsRest);
}

SetsWish SetsView::wish() const
{
    SetsWish wish;
    wish.left.search = m_left->text().trimmed().toStdString();
    wish.right.search = m_right->text().trimmed().toStdString();
    wish.rightIsRest = m_rest->isChecked();
    if (!m_instantRow->isHidden()) {
        const Timestamp instant = timestampOf(m_instant->dateTime());
        wish.left.window = TimeWindow{Timestamp(), instant};
        wish.right.window = TimeWindow{instant, Timestamp::max()};
    }
    return wish;
}

void SetsView::run()
{
    m_shared = std::make_shared<Shared>();
    setRunning(true);
    m_job.start(
        [store = m_store, wish = wish(), shared = m_shared](const std::stop_token &stop) {
            return surveySets(
                *store, wish,
                [&](const SetsProgress &progress) {
                    shared->left = progress.left;
                    shared->right = progress.right;
                },
                stop);
        },
        [this](const Result<SetsSurvey> &survey) { show(survey); });
}

void SetsView::cancel()
{
    m_job.cancel();
    setRunning(false);
    m_progress->setText(tr("Cancelled"));
    Q_EMIT finished();
}

void SetsView::setRunning(bool running)
{
    m_running = running;
    m_go->setText(running ? tr("Cancel") : tr("Compare"));
    running ? m_poll->start(pollMs) : m_poll->stop();
    if (running)
        showProgress();
}

void SetsView::showProgress()
{
    const std::uint64_t left = m_shared->left;
    const std::uint64_t right = m_shared->right;
    m_progress->setText(left == 0 ? tr("Searching…")
                                  : tr("Read %1 of A, %2 of B").arg(formatCount(left), formatCount(right)));
}

void SetsView::show(const Result<SetsSurvey> &survey)
{
    setRunning(false);
    m_progress->clear();
    if (!survey) {
        m_layers->setCurrentWidget(m_note);
        m_note->show(tr("These sets cannot be compared"), QString::fromStdString(survey.error().message));
    } else if (survey->comparison.left == 0 || survey->comparison.right == 0) {
        m_layers->setCurrentWidget(m_note);
        const QString which = survey->comparison.left == 0 ? u"A"_s : u"B"_s;
        m_note->show(tr("Set %1 is empty").arg(which),
                     tr("Nothing in the history matches the search for %1. Change it above, or send more "
                        "queries.")
                         .arg(which));
    } else {
        const auto comparison = std::make_shared<const SetComparison>(survey->comparison);
        m_steps->setComparison(comparison);
        m_lifts->setComparison(comparison);
        const auto count = [](std::uint64_t queries, bool complete) {
            const QString number = counted(queries, tr("1 query"), tr("%1 queries"));
            return complete ? number : tr("the newest %1").arg(number);
        };
        m_summary->setText(tr("A: %1, B: %2. Bold values differ by more than chance; the lines below the "
                              "histograms are the 95 % intervals of "
                              "the medians.")
                               .arg(count(comparison->left, survey->leftComplete),
                                    count(comparison->right, survey->rightComplete)));
        m_liftNote->setText(liftWords(*comparison));
        m_layers->setCurrentWidget(m_content);
    }
    Q_EMIT finished();
}

void SetsView::openLift(const QModelIndex &row)
{
    Q_EMIT searchRequested(QString::fromStdString(m_lifts->lift(row).search()));
}

} // namespace spanwise
