//! Unsafe code: raw pointers, unions, foreign functions, layout.
// %% a raw pointer
let x = 5; let p = &x as *const i32;
let read = unsafe { *p }; read
// %% a raw pointer to the heap is kept
let raw = Box::into_raw(Box::new(41i64));
// %% written and freed later
let back = unsafe { *raw += 1; Box::from_raw(raw) };
*back
// %% an unsafe function
unsafe fn danger(p: *const u8, n: usize) -> u32 { let mut s = 0; for i in 0..n { s += unsafe { *p.add(i) } as u32; } s }
let bytes = [1u8, 2, 3]; unsafe { danger(bytes.as_ptr(), bytes.len()) }
// %% unsafe is needed
danger(std::ptr::null(), 0)
// %% a union
#[repr(C)] union Bits { f: f32, u: u32 }
let b = Bits { f: 1.0 }; unsafe { b.u }
// %% a union is kept
let mut u = Bits { u: 0 };
// %% and written
u.f = -2.0; unsafe { u.u >> 31 }
// %% transmute
let n: u32 = unsafe { std::mem::transmute([1u8, 0, 0, 0]) }; n == u32::from_ne_bytes([1, 0, 0, 0])
// %% a foreign function
unsafe extern "C" { fn abs(x: i32) -> i32; fn strlen(s: *const std::ffi::c_char) -> usize; }
let a = unsafe { abs(-9) }; a
// %% a foreign function in a later cell
unsafe { strlen(c"seven c".as_ptr()) }
// %% an extern block of the old kind
extern "C" { fn labs(x: i64) -> i64; }
unsafe { labs(-3) }
// %% a callback from C
extern "C" fn compare(a: *const std::ffi::c_void, b: *const std::ffi::c_void) -> i32 { unsafe { *(a as *const i32) - *(b as *const i32) } }
unsafe extern "C" { fn qsort(base: *mut std::ffi::c_void, n: usize, size: usize, cmp: extern "C" fn(*const std::ffi::c_void, *const std::ffi::c_void) -> i32); }
let mut list = [5, 3, 9, 1];
unsafe { qsort(list.as_mut_ptr().cast(), 4, 4, compare) };
list
// %% an unsafe trait
unsafe trait Zero { fn zero() -> Self; }
unsafe impl Zero for u16 { fn zero() -> u16 { 0 } }
u16::zero()
// %% Send for a pointer
struct Handle(*mut u8);
unsafe impl Send for Handle {}
let h = Handle(std::ptr::null_mut());
std::thread::spawn(move || { let h = h; h.0.is_null() }).join().unwrap()
// %% ptr functions
let mut pair = (1u8, 2u8);
unsafe { std::ptr::swap(&mut pair.0, &mut pair.1) };
pair
// %% slices from raw parts
let v = vec![1u16, 2, 3, 4]; let s = unsafe { std::slice::from_raw_parts(v.as_ptr().add(1), 2) }; s.to_vec()
// %% MaybeUninit
let mut m = std::mem::MaybeUninit::<[u8; 4]>::uninit(); let arr = unsafe { m.as_mut_ptr().write([7; 4]); m.assume_init() }; arr
// %% allocation by hand
use std::alloc::{alloc_zeroed, dealloc, Layout};
let layout = Layout::array::<u32>(8).unwrap();
let z = unsafe { let p = alloc_zeroed(layout) as *mut u32; *p.add(3) = 4; let s = (0..8).map(|i| *p.add(i)).sum::<u32>(); dealloc(p.cast(), layout); s };
z
// %% addr_of and offset_of
#[repr(C)] struct Packed { a: u8, b: u64 }
std::mem::offset_of!(Packed, b)
// %% a linked list by raw pointers
struct Node { value: i32, next: *mut Node }
let mut head: *mut Node = std::ptr::null_mut();
for i in 0..3 { head = Box::into_raw(Box::new(Node { value: i, next: head })); }
// %% walked and freed in a later cell
let mut values = vec![];
while !head.is_null() { let node = unsafe { Box::from_raw(head) }; values.push(node.value); head = node.next; }
values
// %% no_mangle
#[unsafe(no_mangle)] pub extern "C" fn corpus_exported(x: i32) -> i32 { x + 1 }
corpus_exported(1)
// %% dyn Any
use std::any::Any;
let any: Box<dyn Any> = Box::new(5u8);
// %% downcast in a later cell
any.downcast_ref::<u8>().copied()
// %% downcast to an own type
struct Own(i32);
let any_own: Box<dyn Any> = Box::new(Own(3)); any_own.downcast_ref::<Own>().map(|o| o.0)
// %% and in a later cell
any_own.is::<u8>()
