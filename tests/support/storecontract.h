// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/labels.h"
#include "core/store/store.h"
#include "tests/support/storebatches.h"

#include <QObject>

#include <memory>
#include <string>
#include <vector>

namespace spanwise::test {

/// What every Store must do (core/store/store.h). A store's test derives from this class, makes stores, and
/// adds what is its own. Stores complete spans with plainFacts. The tests are in storecontract*.cpp, by
/// theme.
class StoreContract : public QObject
{
    Q_OBJECT

protected:
    /// An empty store.
    virtual std::unique_ptr<Store> makeStore() = 0;
    /// The same content through another Store object, as another process would see it.
    virtual std::unique_ptr<Store> openAgain() = 0;

private Q_SLOTS:
    void init();
    void cleanup();

    void whatIsAppendedIsLoadedEqual();
    void everyFieldOfASpanSurvives();
    void aPromptOfTwoMegabytesComesBackWhole();
    void tracesOfOneBatchAreKeptApart();
    void chunksOfSeveralBatchesBecomeOneTrace();
    void anUnknownTraceIsNotFound();

    void aSpanThatIsSentAgainIsReportedAndLeftOut();
    void duplicatesAreFoundAfterReopening();
    void duplicatesAreFoundBetweenTwoWriters();
    void duplicatesAreFoundAmongManyTraces();
    void aSpanTwiceInOneBatchIsStoredOnce();

    void theEndThatComesLaterEndsTheSpan();
    void theOrderOfThePiecesDoesNotMatter_data();
    void theOrderOfThePiecesDoesNotMatter();
    void piecesThatComeAgainChangeNothing();
    void threePiecesInOneGroupAreOneSpan();
    void theSummarySaysWhatThePiecesSayTogether();
    void longTextsOfALaterPieceComeBack();
    void aSearchFindsWhatTwoPiecesSayTogether();
    void lateAnnotationsOfZipkinJoinTheirSpan();
    void aBeginThatWasGuessedYieldsToOneThatWasSent();
    void twoSidesOfACallUnderOneIdAreTwoSpans_data();
    void twoSidesOfACallUnderOneIdAreTwoSpans();
    void retentionCountsASpanInPiecesOnce();
    void halfAnIdAndTheWholeAreOneTrace_data();
    void halfAnIdAndTheWholeAreOneTrace();
    void aTraceIsFoundUnderBothIdsAfterReopening();
    void aHalfAndAWholeOfTwoWritersAreOneTrace();
    void theOtherIdGoesWithItsTrace();

    void theSummaryIsTheSameInAnyOrder();
    void theEarliestSpanNamesATraceWithoutRoot();
    void aQueryNamesTheTraceBeforeAPlainRoot();
    void stepsErrorsAndTokensAreCounted();
    void numbersThatAreNotNumbersDoNotHurt();

    void theNewestTracesComeFirst();
    void pagesContinueWhereTheLastOneEnded();
    void newTracesDoNotShiftPages();
    void filtersNarrow_data();
    void filtersNarrow();
    void countStopsAtItsLimit();
    void idsAreFoundByTheirBeginning();

    void wordsAreFound_data();
    void wordsAreFound();
    void aTextThatChangedIsFoundByItsNewWords();

    void wordsAreFoundInEveryText_data();
    void wordsAreFoundInEveryText();
    void narrowingNeverChangesWhatIsFound();
    void eitherSideOfAnOrNarrows();
    void searchesGoOnWhereTheyStopped();
    void aSearchIsNarrowedByTheFilterToo();
    void aSearchEndsAsSoonAsItIsStopped();
    void whatHasGoneIsNotFound();

    void logRecordsAreLoadedEqual();
    void everyFieldOfALogRecordSurvives();
    void logRecordsOfATraceComeByTime();
    void aLogRecordThatIsSentAgainIsStoredOnce();
    void equalRecordsOfOneBatchAreAllKept();
    void recordsWithoutAnyTimeStandWhereTheyArrived();
    void logPagesContinueWhereTheLastOneEnded();
    void logFiltersNarrow_data();
    void logFiltersNarrow();
    void aLargeLogBodyComesBackWhole();
    void moreRecordsThanAChunkHolds();
    void pruningRemovesOldLogRecords();

    void theSavedQueryIsWhole();
    void replaysAreReplacedByTheirTraceId();
    void alertsAreKeptNewestFirst();
    void metricRowsReplaceEachOther();

    void whatIsSaidAboutAQueryIsKept();
    void anEmptyLabelTakesBackWhatWasSaid();
    void aDocumentLabelCountsForEveryQueryWithTheQuestion();
    void aQuerysOwnWordOnADocumentWins();
    void takingBackADocumentLabelTakesItEverywhere();
    void labelsAreListedNewestFirst();
    void whatIsNotHereCannotBeLabelled();
    void labelsGoWithTheirTrace();
    void labelsAreSeenByOtherProcesses();
    void labelsThatCameWithATraceAreKeptOnce();
    void whatWasTakenBackDoesNotReturn();
    void labelsThatCameWithATraceAreCounted();
    void whatIsTakenBackGoesWithItsTrace();
    void whatIsSaidSinceIsNotOverwritten();
    void aDocumentThatIsSaidForTheQuestionIsNotSaidAgain();
    void queriesAreListedByTheirLabel_data();
    void queriesAreListedByTheirLabel();
    void labelsNarrowASearchToo();

    void statisticsCountWhatIsThere();
    void servicesAreListedMostRecentFirst();
    void theGenerationChangesWithEveryCommit();
    void pruningRemovesOldTracesAndKeepsTheRest();
    void pruningRemovesOldRecords();
    void aTextThatIsStillUsedSurvivesPruning();
    void aPinnedTraceOutlivesItsAge();
    void aPinStaysWhileItsTraceGrows();
    void theOldestGoUntilTheStoreIsSmallEnough();
    void whatRetentionRemovedIsCounted();
    void aDocumentIsFoundInEveryQueryThatSawIt();
    void sightingsGoWithTheirTrace();
    void thousandsOfSightingsAreStillOneLookUp();
    void aReadThatIsCancelledSaysSo();
    void readersWorkWhileTheWriterWrites();

protected:
    static Timestamp at(std::int64_t milliseconds)
    {
        return Timestamp(std::chrono::milliseconds(milliseconds));
    }
    Store &store() { return *m_store; }
    /// The same store as the keeper of labels.
    LabelStore &labels() { return dynamic_cast<LabelStore &>(*m_store); }
    /// Appends in one group; the reports of every batch.
    std::vector<AppendReport> append(const std::vector<const AdmittedBatch *> &group);
    AppendReport append(const AdmittedBatch &batch) { return append(std::vector{&batch}).front(); }
    std::shared_ptr<const Trace> load(TraceId id);
    /// As after a restart.
    void reopen();
    /// The ids of the matching traces as numbers, newest first, joined by blanks.
    std::string listed(const TraceFilter &filter);
    /// The bodies of the matching log records, newest first, joined by blanks.
    std::string listedLogs(const LogFilter &filter);

private:
    std::unique_ptr<Store> m_store;
};

} // namespace spanwise::test
