<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>spanwise::AlertsPanel</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::DocumentsPanel</name>
    <message numerus="yes">
        <source>%n document(s) of %1 and its steps</source>
        <translation>
            <numerusform>%n document of %1 and its steps</numerusform>
            <numerusform>%n documents of %1 and its steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 carries no documents; these %n are the query&apos;s</source>
        <translation>
            <numerusform>%1 carries no documents; this one is the query&apos;s</numerusform>
            <numerusform>%1 carries no documents; these %n are the query&apos;s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::FactsCard</name>
    <message numerus="yes">
        <source>and %n more, shown below</source>
        <translation>
            <numerusform>and %n more, shown below</numerusform>
            <numerusform>and %n more, shown below</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::QueriesPage</name>
    <message numerus="yes">
        <source>%1 queries</source>
        <translation>
            <numerusform>%1 query</numerusform>
            <numerusform>%1 queries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::ResultView</name>
    <message numerus="yes">
        <source>Show %n more span(s)</source>
        <translation>
            <numerusform>Show %n more span</numerusform>
            <numerusform>Show %n more spans</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::StatusStrip</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::TraceHeader</name>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n span(s)</source>
        <translation>
            <numerusform>%n span</numerusform>
            <numerusform>%n spans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::TraceListModel</name>
    <message numerus="yes">
        <source>%n step(s) failed</source>
        <translation>
            <numerusform>%n step failed</numerusform>
            <numerusform>%n steps failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n span(s)</source>
        <translation>
            <numerusform>%n span</numerusform>
            <numerusform>%n spans</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::TraceView</name>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
</context>
</TS>
