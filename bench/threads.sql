-- A city of 40,000 threads from the 400 of the town's story: each concern and its messages 99 times more, with ids of their own.
-- sqlite3 FOLDER/commonbeat.db < bench/threads.sql, while nothing runs on it.
create temp table k as with recursive n(i) as (select 1 union all select i+1 from n where i<99) select i from n;
create temp table base as select c.*, row_number() over () as rn from concerns c;
create temp table fresh as select b.*, k.i, substr(b.id,1,8)||randomblob(8) as nid, 'C-2024-'||(1000+ b.rn*100 + k.i) as nref from base b, k;
insert into concerns (agency_id,id,reference,kind,area_id,beat_id,problem_id,link_digest,raised_at,due_at,answered_at,next_due,version,doc,owner_id,act_by,escalated_at,danger_at)
select agency_id,nid,nref,kind,area_id,beat_id,null,randomblob(32),raised_at - i*3600000000,due_at,answered_at,next_due,version,
 json_set(doc,'$.id',lower(substr(hex(nid),1,8)||'-'||substr(hex(nid),9,4)||'-'||substr(hex(nid),13,4)||'-'||substr(hex(nid),17,4)||'-'||substr(hex(nid),21)),'$.reference',nref,'$.problem',null),owner_id,act_by,escalated_at,danger_at from fresh;
insert into search_entries select f.agency_id,'concern',f.nid,s.words from fresh f join search_entries s on s.agency_id=f.agency_id and s.kind='concern' and s.id=f.id;
insert into messages select m.agency_id, substr(m.id,1,8)||randomblob(8), f.nid, m.speaker,m.author_id,m.words,null,m.at,m.channel from fresh f join messages m on m.concern_id=f.id and m.agency_id=f.agency_id;
analyze;
